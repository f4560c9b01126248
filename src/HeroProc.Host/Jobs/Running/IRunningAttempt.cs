namespace HeroProc.Host.Jobs.Running;

/// <summary>A process with all it has started. Thread-safe.</summary>
internal interface IRunningAttempt : IAsyncDisposable
{
    /// <summary>
    /// Completes once the process has ended, everything left of its group is killed and its output is kept: the exit code, 128 + n
    /// for signal n, or null when none is known. Never faults.
    /// </summary>
    Task<int?> Exit { get; }

    /// <summary>Asks every process of the group to end.</summary>
    void Terminate();

    /// <summary>Ends every process of the group.</summary>
    void Kill();
}
