namespace HeroProc.Extensibility.Schedules;

/// <summary>When something runs by itself. Exactly one of <see cref="Cron"/> and <see cref="IntervalMs"/> is set.</summary>
/// <remarks>Positional, because source-generated JSON knows the defaults of constructor parameters but not of init properties.</remarks>
/// <param name="NrOfInstances">The most occurrences that may run at once; 0 is no limit of its own.</param>
/// <param name="Cron">6 or 7 fields with seconds first and an optional year, or 5 fields with minutes first, or a macro such as <c>@hourly</c>.</param>
/// <param name="IntervalMs">The distance between two occurrences, in milliseconds.</param>
/// <param name="StartTime">Unix seconds before which nothing runs; 0 is open.</param>
/// <param name="EndTime">Unix seconds from which nothing runs any more; 0 is open.</param>
/// <param name="TimeZone">IANA zone in which <paramref name="Cron"/> is read; default UTC.</param>
/// <param name="JitterMs">Spreads the start by up to this many milliseconds, always the same for the same schedule.</param>
/// <param name="CatchUp">What happens to occurrences missed while the host was down.</param>
/// <param name="CatchUpWindowMs">How far back missed occurrences count, in milliseconds; default one day.</param>
/// <param name="Overlap">What happens when an occurrence is due while an earlier one runs.</param>
/// <param name="Paused">True while a person holds it back.</param>
/// <param name="Note">A person's words, such as why it is paused.</param>
public sealed record SchedulePolicy(
    int NrOfInstances = 0,
    string? Cron = null,
    long? IntervalMs = null,
    long StartTime = 0,
    long EndTime = 0,
    string? TimeZone = null,
    long JitterMs = 0,
    CatchUp CatchUp = CatchUp.Latest,
    long CatchUpWindowMs = 86_400_000,
    Overlap Overlap = Overlap.Skip,
    bool Paused = false,
    string? Note = null);
