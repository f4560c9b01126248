namespace HeroProc.Host.Jobs.Running;

/// <summary>Starts attempts as processes, and finds them again after the host died. Thread-safe.</summary>
internal interface IAttemptLauncher
{
    /// <summary>The boot of the machine; null where the system tells none.</summary>
    string? Boot { get; }

    /// <summary>Starts the attempt. Its start is durable already; an end is not.</summary>
    ValueTask<AttemptStart> StartAsync(AttemptPlan plan, CancellationToken cancellationToken);

    /// <summary>
    /// Looks for an attempt an earlier life of the host recorded as started. When the answer is that it never began, a start that
    /// is still under way has been kept from beginning.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="attempt">Which attempt.</param>
    /// <param name="start">Which recorded start.</param>
    /// <param name="boot">The boot of the machine in which it was started.</param>
    /// <param name="cancellationToken">Ends the wait for a process that is just beginning.</param>
    ValueTask<AttemptFinding> FindAsync(string jobId, int attempt, int start, string? boot, CancellationToken cancellationToken);

    /// <summary>Makes room for a new attempt: deletes what is kept of the oldest ones beyond the limit.</summary>
    void TrimAttempts(string jobId);

    /// <summary>Deletes the job's folder; false when something of it stayed.</summary>
    bool DeleteFolder(string jobId);
}
