using System.Diagnostics;

namespace HeroProc.Events.TestKit.Processes;

/// <summary>The lines a process has written so far, and a way to wait for one. Thread-safe.</summary>
public sealed class OutputLines
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasEnded;

    /// <summary>All lines up to now.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Completes when the process has closed the stream and every line is in <see cref="All"/>.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The first line, past or future, that fits. Throws <see cref="EndOfStreamException"/> when the stream ends without one.</summary>
    public Task<string> WaitForAsync(Func<string, bool> wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        lock (_gate)
        {
            if (_lines.Find(line => wanted(line)) is { } found)
            {
                return Task.FromResult(found);
            }

            if (_hasEnded)
            {
                return Task.FromException<string>(Ending());
            }

            var waiter = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((wanted, waiter));
            return waiter.Task.WaitAsync(cancellationToken);
        }
    }

    internal void Receive(object sender, DataReceivedEventArgs received)
    {
        lock (_gate)
        {
            if (received.Data is not { } line)
            {
                _hasEnded = true;
                _waiting.ForEach(waiter => waiter.Found.TrySetException(Ending()));
                _waiting.Clear();
                _ended.TrySetResult();
                return;
            }

            _lines.Add(line);
            foreach (var waiter in _waiting.Where(waiter => waiter.Wanted(line)).ToArray())
            {
                waiter.Found.TrySetResult(line);
                _waiting.Remove(waiter);
            }
        }
    }

    private EndOfStreamException Ending() => new($"The process ended without the line waited for. It wrote:\n{string.Join('\n', _lines)}");
}
