namespace HeroProc.Events.Sources.Webhook;

/// <summary>Unix times as senders write them.</summary>
internal static class UnixTime
{
    // The end of the year 9999; anything beyond is not a time.
    private const long LastSecond = 253_402_300_799;

    /// <summary>Unix milliseconds, or null when there is no time or it is out of range.</summary>
    public static ulong? FromSeconds(long? seconds) => seconds is >= 0 and <= LastSecond ? (ulong)seconds.Value * 1000 : null;
}
