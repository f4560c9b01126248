using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Durability;

/// <summary>The lives of one host: who sends to it waits here for the next one after a connection broke. Thread-safe.</summary>
internal sealed class Lives
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<int> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _life;
    private int _acknowledged;
    private int _wanted;

    /// <summary>The folders every life runs on.</summary>
    public required HostFolder Folder { get; init; }

    /// <summary>The host answers: whoever waited goes on. Completes at the given number of answers.</summary>
    public Task Begin(int acknowledgements)
    {
        lock (_lock)
        {
            (_acknowledged, _wanted) = (0, acknowledgements);
            _enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ready.SetResult(++_life);
            return _enough.Task;
        }
    }

    /// <summary>The host is about to be killed.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ready = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The number of the present life, once there is one.</summary>
    public Task<int> PresentAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _ready.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>An answer came.</summary>
    public void Acknowledge()
    {
        lock (_lock)
        {
            if (++_acknowledged >= _wanted)
            {
                _enough.TrySetResult();
            }
        }
    }
}
