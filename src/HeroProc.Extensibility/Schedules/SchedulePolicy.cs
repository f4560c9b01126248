namespace HeroProc.Extensibility.Schedules;

/// <summary>When something runs by itself. Exactly one of <see cref="Cron"/> and <see cref="IntervalMs"/> is set.</summary>
public sealed record SchedulePolicy
{
    /// <summary>The most occurrences that may run at once; 0 is no limit of its own.</summary>
    public int NrOfInstances { get; init; }

    /// <summary>6 or 7 fields with seconds first and an optional year, or 5 fields with minutes first, or a macro such as <c>@hourly</c>.</summary>
    public string? Cron { get; init; }

    /// <summary>The distance between two occurrences, in milliseconds.</summary>
    public long? IntervalMs { get; init; }

    /// <summary>Unix seconds before which nothing runs; 0 is open.</summary>
    public long StartTime { get; init; }

    /// <summary>Unix seconds from which nothing runs any more; 0 is open.</summary>
    public long EndTime { get; init; }

    /// <summary>IANA zone in which <see cref="Cron"/> is read; default UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Spreads the start by up to this many milliseconds, always the same for the same schedule.</summary>
    public long JitterMs { get; init; }

    /// <summary>What happens to occurrences missed while the host was down.</summary>
    public CatchUp CatchUp { get; init; } = CatchUp.Latest;

    /// <summary>How far back missed occurrences count, in milliseconds; default one day.</summary>
    public long CatchUpWindowMs { get; init; } = 86_400_000;

    /// <summary>What happens when an occurrence is due while an earlier one runs.</summary>
    public Overlap Overlap { get; init; } = Overlap.Skip;

    /// <summary>True while a person holds it back.</summary>
    public bool Paused { get; init; }

    /// <summary>A person's words, such as why it is paused.</summary>
    public string? Note { get; init; }
}
