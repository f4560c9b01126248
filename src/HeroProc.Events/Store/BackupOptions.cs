namespace HeroProc.Events.Store;

/// <summary>Copies of the index. Section <c>HeroProc.Events:Backup</c>. A copy only shortens a rebuild: the journal holds everything.</summary>
public sealed class BackupOptions
{
    /// <summary>Minutes between two copies; 0 makes none, else 1 to 10080, default 360.</summary>
    public int IntervalMinutes { get; set; } = 360;

    /// <summary>How many copies are kept; 1 to 100, default 2.</summary>
    public int Keep { get; set; } = 2;
}
