using HeroProc.Extensibility.Jobs;

namespace HeroProc.Host.Jobs.Records;

/// <summary>All of a job that changes, and what is needed to find it. Kept in memory for every job; what it runs is not.</summary>
internal sealed record JobState
{
    public required string Id { get; init; }

    /// <summary>Its place in the order of creation.</summary>
    public required long Order { get; init; }

    public string? Action { get; init; }

    public string? Key { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public JobPhase Phase { get; init; }

    /// <summary>The attempt that runs, ran last, or is next when <see cref="Numbered"/>.</summary>
    public int Attempt { get; init; }

    /// <summary>How many times a start was recorded; with the attempt it names the folder of that start.</summary>
    public int Starts { get; init; }

    /// <summary>The boot of the machine in which the last start was recorded; null where the system tells none.</summary>
    public string? Boot { get; init; }

    /// <summary>True while the waiting attempt has its number already: it was asked for by number, or its start was cut short.</summary>
    public bool Numbered { get; init; }

    /// <summary>Attempts the retry policy has counted since the last stable run.</summary>
    public int Tries { get; init; }

    /// <summary>True for an attempt that was asked for: the retry policy does not follow it with another.</summary>
    public bool Single { get; init; }

    public int? ExitCode { get; init; }

    public string? Reason { get; init; }

    public long CreatedAt { get; init; }

    public long? StartedAt { get; init; }

    public long? FinishedAt { get; init; }

    public long? NextAttemptAt { get; init; }

    /// <summary>Why the running attempt is to be stopped; it is durable before the first signal.</summary>
    public string? Cancelling { get; init; }

    /// <summary>How often the host died while an attempt of this job was under way.</summary>
    public int HostDeaths { get; init; }

    /// <summary>The most occurrences of its action that may run at once; 0 is no limit.</summary>
    public int Instances { get; init; }

    /// <summary>Variables of an attempt that was asked for.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    public bool IsFinished => Phase is not (JobPhase.Pending or JobPhase.Running);
}
