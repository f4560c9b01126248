using HeroProc.Events.Intake;

namespace HeroProc.Events.Dispatch;

/// <summary>The business keys (<c>dedupe_key</c>) each trigger has taken lately. Filled again from the deliveries at start. Thread-safe.</summary>
internal sealed class BusinessKeys
{
    private const int SweepEvery = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, long> _until = [];
    private int _sinceSweep;

    /// <summary>Takes a key; false when it is taken still.</summary>
    public bool TryTake(string triggerId, string key, long nowMs, long windowMs)
    {
        var hash = DuplicateWindow.Hash(triggerId, key);
        lock (_lock)
        {
            if (_until.TryGetValue(hash, out var until) && until > nowMs)
            {
                return false;
            }

            _until[hash] = nowMs + windowMs;
            Sweep(nowMs);
            return true;
        }
    }

    private void Sweep(long nowMs)
    {
        if (++_sinceSweep < SweepEvery + _until.Count)
        {
            return;
        }

        _sinceSweep = 0;
        foreach (var (hash, until) in _until)
        {
            if (until <= nowMs)
            {
                _until.Remove(hash);
            }
        }
    }
}
