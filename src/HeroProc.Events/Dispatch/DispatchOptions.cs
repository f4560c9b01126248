namespace HeroProc.Events.Dispatch;

/// <summary>Limits of dispatch. Section <c>HeroProc.Events:Dispatch</c>.</summary>
public sealed class DispatchOptions
{
    /// <summary>Attempts begun at the same moment (not jobs running); 1 to 1024, default 32.</summary>
    public int MaxStarting { get; set; } = 32;

    /// <summary>
    /// Unfinished deliveries held in memory, about 1 KB each; 1000 to 1000000, default 100000. Above it events are still taken and
    /// kept, and wait in the journal before they are offered to the triggers.
    /// </summary>
    public int MaxUnfinished { get; set; } = 100_000;

    /// <summary>How long a start is put off when the job queue takes nothing, in milliseconds; 10 to 60000, default 1000.</summary>
    public int RestMs { get; set; } = 1000;
}
