namespace HeroProc.Host.Jobs;

/// <summary>Settings of the job queue, section <c>Jobs</c>.</summary>
internal sealed class JobsOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Jobs";

    /// <summary>The most processes that run at once. 1 to 1,024; 0 (the default) is twice the number of processors, at least 4.</summary>
    public int MaxParallel { get; set; }

    /// <summary>The most jobs that wait or run; a further one is refused as overloaded. 1 to 1,000,000; default 10,000.</summary>
    public int QueueLimit { get; set; } = 10_000;

    /// <summary>The most jobs kept in all, finished ones included; at it new ones are refused as overloaded. 1 to 5,000,000; default 500,000.</summary>
    public int TableLimit { get; set; } = 500_000;

    /// <summary>Bytes of one job's spec, inputs, environment and files together. 1 KiB to 31 MiB; default 31 MiB.</summary>
    public int MaxJobBytes { get; set; } = 31 * 1024 * 1024;

    /// <summary>
    /// Bytes of output kept of one attempt, both streams together: the first half and the last quarter to half; what lies between is
    /// cut and counted. 8 KiB to 64 MiB; default 1 MiB.
    /// </summary>
    public int LogBytes { get; set; } = 1024 * 1024;

    /// <summary>Of how many attempts of one job the output is kept, the newest ones. 1 to 1,000; default 10.</summary>
    public int KeptAttempts { get; set; } = 10;

    /// <summary>How long a process that was asked to end by SIGTERM may take before SIGKILL. 0 to 1 minute; default 5 seconds.</summary>
    public TimeSpan KillGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an adopted process is looked at, and a failing journal tried again. 10 ms to 1 minute; default 250 ms.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a finished job is kept. 7 days (an idempotency key lives that long) to 10 years; default 7 days.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The most finished jobs without an idempotency key that are kept; the oldest ones beyond it go before their time. Of the
    /// oldest ones with a key beyond it the output goes, the job stays until its time. 0 to 5,000,000; default 100,000.
    /// </summary>
    public int KeptJobs { get; set; } = 100_000;

    /// <summary>How often a step of tidying is done. 1 second to 1 day; default 1 minute.</summary>
    public TimeSpan TidyInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many jobs one step of tidying takes. 1 to 100,000; default 500.</summary>
    public int TidyBatch { get; set; } = 500;

    /// <summary>Bytes of one segment of the journal of actions and jobs. 1 MiB to 1 GiB; default 32 MiB.</summary>
    public long SegmentBytes { get; set; } = 32L * 1024 * 1024;

    /// <summary><see cref="MaxParallel"/> with its default worked out.</summary>
    public int EffectiveParallel => MaxParallel > 0 ? MaxParallel : Math.Max(4, 2 * Environment.ProcessorCount);
}
