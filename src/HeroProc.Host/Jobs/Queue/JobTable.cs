using HeroProc.Extensibility.Jobs;
using HeroProc.Host.Jobs.Records;

namespace HeroProc.Host.Jobs.Queue;

/// <summary>All jobs in memory, by id, by idempotency key and in the order of creation. Thread-safe.</summary>
internal sealed class JobTable
{
    private const int ScanStep = 512;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JobEntry> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobEntry> _byKey = new(StringComparer.Ordinal);
    private readonly List<JobEntry> _order = [];
    private long _nextOrder = 1;
    private int _removed;
    private int _reserved;
    private int _unfinished;

    /// <summary>Jobs that wait or run, and places held for jobs being made.</summary>
    public int Unfinished
    {
        get
        {
            lock (_gate)
            {
                return _unfinished + _reserved;
            }
        }
    }

    /// <summary>All jobs.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byId.Count;
            }
        }
    }

    /// <summary>Holds a place and gives the number of the next job; null when there is no room.</summary>
    public long? Reserve(int queueLimit, int tableLimit)
    {
        lock (_gate)
        {
            if (_unfinished + _reserved >= queueLimit || _byId.Count + _reserved >= tableLimit)
            {
                return null;
            }

            _reserved++;
            return _nextOrder++;
        }
    }

    /// <summary>Gives a place back, whether a job took it or not.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _reserved--;
        }
    }

    /// <summary>Adds a job whose creation is durable.</summary>
    public void Add(JobEntry entry)
    {
        lock (_gate)
        {
            var state = entry.State;
            _byId.Add(state.Id, entry);
            if (state.Key is not null)
            {
                _byKey[state.Key] = entry;
            }

            // Two creations may become durable in the other order than they were numbered.
            var place = _order.Count;
            while (place > 0 && _order[place - 1].State.Order > state.Order)
            {
                place--;
            }

            _order.Insert(place, entry);
            _nextOrder = Math.Max(_nextOrder, state.Order + 1);
            _unfinished += state.IsFinished ? 0 : 1;
        }
    }

    /// <summary>Puts a durable state in the place of the one before it.</summary>
    public void Replace(JobEntry entry, JobState state)
    {
        lock (_gate)
        {
            _unfinished += (state.IsFinished ? 0 : 1) - (entry.State.IsFinished ? 0 : 1);
            entry.State = state;
        }
    }

    /// <summary>Takes a finished job out.</summary>
    public void Remove(JobEntry entry)
    {
        lock (_gate)
        {
            entry.Removed = true;
            _byId.Remove(entry.State.Id);
            if (entry.State.Key is { } key && _byKey.TryGetValue(key, out var holder) && holder == entry)
            {
                _byKey.Remove(key);
            }

            if (++_removed > _order.Count / 2)
            {
                _order.RemoveAll(static one => one.Removed);
                _removed = 0;
            }
        }
    }

    public JobEntry? Find(string id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    public JobEntry? FindByKey(string key)
    {
        lock (_gate)
        {
            return _byKey.GetValueOrDefault(key);
        }
    }

    /// <summary>All jobs, oldest first, as they are now.</summary>
    public IReadOnlyList<JobEntry> Snapshot()
    {
        lock (_gate)
        {
            return [.. _order.Where(static entry => !entry.Removed)];
        }
    }

    /// <summary>
    /// Newest first, from before <paramref name="before"/>, those that <paramref name="wanted"/> takes, at most
    /// <paramref name="limit"/>. The lock is given free between steps, so a long search holds nobody up.
    /// </summary>
    public IReadOnlyList<JobState> Newest(long before, int limit, Func<JobState, bool> wanted, CancellationToken cancellationToken)
    {
        var found = new List<JobState>();
        while (found.Count < limit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_gate)
            {
                var place = PlaceOf(before) - 1;
                for (var step = 0; step < ScanStep && place >= 0 && found.Count < limit; step++, place--)
                {
                    var entry = _order[place];
                    before = entry.State.Order;
                    if (!entry.Removed && wanted(entry.State))
                    {
                        found.Add(entry.State);
                    }
                }

                if (place < 0)
                {
                    return found;
                }
            }
        }

        return found;
    }

    /// <summary>How many jobs stand in a phase.</summary>
    public int CountOf(JobPhase phase)
    {
        lock (_gate)
        {
            return _byId.Values.Count(entry => entry.State.Phase == phase);
        }
    }

    /// <summary>The index of the first job with this number or a higher one.</summary>
    private int PlaceOf(long order)
    {
        var low = 0;
        var high = _order.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_order[middle].State.Order < order)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
