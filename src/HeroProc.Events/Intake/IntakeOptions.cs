namespace HeroProc.Events.Intake;

/// <summary>Limits of intake. Section <c>HeroProc.Events:Intake</c>.</summary>
public sealed class IntakeOptions
{
    /// <summary>The largest payload in bytes; 1 to 26214400, default 26214400 (25 MiB).</summary>
    public int MaxPayloadBytes { get; set; } = 26_214_400;

    /// <summary>The deepest nesting of a payload; 1 to 512, default 128.</summary>
    public int MaxPayloadDepth { get; set; } = 128;

    /// <summary>How long a repetition is told from a new event, in days; 1 to 30, default 7.</summary>
    public int DuplicateWindowDays { get; set; } = 7;

    /// <summary>Events of one chain (emit after emit) after which the next is parked instead of run; 1 to 100, default 16.</summary>
    public int MaxHops { get; set; } = 16;

    /// <summary>What a caller is told to wait at the limit, in milliseconds; 1 to 60000, default 500.</summary>
    public int RetryAfterMs { get; set; } = 500;

    /// <summary>Events one source may bring in a second, with a burst of as many; 0 sets no limit, else 1 to 1000000, default 0.</summary>
    public int MaxEventsPerSecondPerSource { get; set; }

    /// <summary>
    /// Records of the journal that may wait to be offered to the triggers before further events are refused; 1000 to 100000000,
    /// default 1000000.
    /// </summary>
    public int MaxBacklog { get; set; } = 1_000_000;
}
