namespace HeroProc.Events.Dispatch;

/// <summary>What reading the log back found, so far.</summary>
internal sealed class BacktestOutcome
{
    /// <summary>Events asked about.</summary>
    public int Evaluated { get; set; }

    /// <summary>How many match.</summary>
    public int Matched { get; set; }

    /// <summary>Events whose record is damaged.</summary>
    public int Unreadable { get; set; }

    /// <summary>True when it ended before the range did.</summary>
    public bool Truncated { get; set; }

    /// <summary>The newest that match.</summary>
    public List<string> EventIds { get; } = [];

    /// <summary>The newest only the trigger asked about matches.</summary>
    public List<string> Gained { get; } = [];

    /// <summary>The newest only the trigger compared with matches.</summary>
    public List<string> Lost { get; } = [];
}
