using HeroProc.Extensibility.Jobs;

namespace HeroProc.Host.Jobs.Queue;

/// <summary>
/// Who runs next: jobs that are due, in the order they became so, except that a job whose action runs as often as it may lets others
/// pass and keeps its place. Not thread-safe.
/// </summary>
internal sealed class ReadyQueue
{
    private readonly LinkedList<Ticket> _ready = [];
    private readonly PriorityQueue<Ticket, (long Due, long Number)> _later = new();
    private readonly Dictionary<string, Queue<Ticket>> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<JobEntry, long> _newest = [];
    private long _number;

    /// <summary>Adds a job, or moves it to a new place.</summary>
    /// <param name="entry">The job.</param>
    /// <param name="due">Unix milliseconds before which it does not run.</param>
    /// <param name="now">The present.</param>
    public void Add(JobEntry entry, long due, long now)
    {
        var ticket = new Ticket(entry, ++_number);
        _newest[entry] = ticket.Number;
        if (due > now)
        {
            _later.Enqueue(ticket, (due, ticket.Number));
        }
        else
        {
            _ready.AddLast(ticket);
        }
    }

    /// <summary>The next job that may run now; it counts as running until <see cref="Ended"/>. Null for none.</summary>
    /// <param name="now">The present.</param>
    /// <param name="busy">True for a job that has not left its place yet; whoever clears the place adds it again.</param>
    public JobEntry? Take(long now, Func<JobEntry, bool> busy)
    {
        while (_later.TryPeek(out var ticket, out var due) && due.Due <= now)
        {
            _later.Dequeue();
            _ready.AddLast(ticket);
        }

        while (_ready.First is { } first)
        {
            _ready.RemoveFirst();
            var entry = first.Value.Entry;
            if (!_newest.TryGetValue(entry, out var newest) || newest != first.Value.Number)
            {
                continue;
            }

            var state = entry.State;
            if (state.Phase != JobPhase.Pending || busy(entry))
            {
                _newest.Remove(entry);
                continue;
            }

            if (state is { Instances: > 0, Action: { } action } && _running.GetValueOrDefault(action) >= state.Instances)
            {
                if (!_held.TryGetValue(action, out var held))
                {
                    _held[action] = held = [];
                }

                held.Enqueue(first.Value);
                continue;
            }

            _newest.Remove(entry);
            Began(entry);
            return entry;
        }

        return null;
    }

    /// <summary>A job runs that was not taken here.</summary>
    public void Began(JobEntry entry)
    {
        if (entry.State.Action is { } action)
        {
            _running[action] = _running.GetValueOrDefault(action) + 1;
        }
    }

    /// <summary>A job runs no more. Those its action held back come first again.</summary>
    public void Ended(JobEntry entry)
    {
        if (entry.State.Action is not { } action)
        {
            return;
        }

        if (--_running[action] == 0)
        {
            _running.Remove(action);
        }

        if (_held.Remove(action, out var held))
        {
            foreach (var ticket in held.Reverse())
            {
                _ready.AddFirst(ticket);
            }
        }
    }

    /// <summary>When the next job that waits for its time is due; null for none.</summary>
    public long? NextDue() => _later.TryPeek(out _, out var due) ? due.Due : null;

    private sealed record Ticket(JobEntry Entry, long Number);
}
