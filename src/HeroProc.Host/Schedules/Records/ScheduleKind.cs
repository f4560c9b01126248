namespace HeroProc.Host.Schedules.Records;

/// <summary>Kinds of records in the schedules' journal. The numbers are on disk: never reuse one.</summary>
internal enum ScheduleKind : byte
{
    /// <summary>Body: the schedule's whole state, which replaces the one before.</summary>
    Set = 1,

    /// <summary>Head: the id of a schedule that is gone.</summary>
    Removed = 2,
}
