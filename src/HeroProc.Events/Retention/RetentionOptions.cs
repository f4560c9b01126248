namespace HeroProc.Events.Retention;

/// <summary>How long the log is kept. Section <c>HeroProc.Events:Retention</c>.</summary>
public sealed class RetentionOptions
{
    /// <summary>Days an event is kept at least, with its finished deliveries; 1 to 3650, default 30. It goes with the whole journal segment it stands in.</summary>
    public int Days { get; set; } = 30;

    /// <summary>
    /// Bytes the journal may have before the oldest segments go although they are younger; 134217728 (128 MiB) to 2^60, default
    /// 10737418240 (10 GiB). Unfinished deliveries and the duplicate window are kept all the same.
    /// </summary>
    public long MaxBytes { get; set; } = 10L * 1024 * 1024 * 1024;

    /// <summary>Minutes between two looks; 1 to 1440, default 10.</summary>
    public int CheckMinutes { get; set; } = 10;
}
