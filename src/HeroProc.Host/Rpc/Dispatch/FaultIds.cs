using System.Globalization;

namespace HeroProc.Host.Rpc.Dispatch;

/// <summary>Names for faults, by which a caller's error is found in the log. Unique in one run of the host. Thread-safe.</summary>
internal sealed class FaultIds(TimeProvider time)
{
    private readonly string _run = time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture);
    private long _last;

    /// <summary>The next name.</summary>
    public string Next() => string.Create(CultureInfo.InvariantCulture, $"{_run}-{Interlocked.Increment(ref _last)}");
}
