using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace HeroProc.Events.Intake;

/// <summary>
/// The keys of the events of the last days: what answers a repetition with the first event's id. In memory, about 80 bytes
/// a key, filled again from the index at start. Keys are told by a 128-bit hash. Not thread-safe: intake holds its lock.
/// </summary>
/// <param name="window">How long a key is remembered.</param>
internal sealed class DuplicateWindow(TimeSpan window)
{
    // Whole generations expire, so forgetting costs nothing per key; a key lives between one and one and an eighth windows.
    private const int Generations = 8;

    private readonly List<Generation> _generations = [];
    private readonly long _span = Math.Max(1, (long)(window.TotalMilliseconds / Generations));

    /// <summary>Keys remembered.</summary>
    public int Count => _generations.Sum(generation => generation.Keys.Count);

    /// <summary>The hash under which a source's key is kept.</summary>
    public static UInt128 Hash(string scope, string key)
    {
        var hash = new XxHash128();
        hash.Append(Encoding.UTF8.GetBytes(scope));
        hash.Append([0]);
        hash.Append(MemoryMarshal.AsBytes(key.AsSpan()));
        return hash.GetCurrentHashAsUInt128();
    }

    /// <summary>The event first seen under this key and not yet forgotten, or null.</summary>
    public SeenEvent? Find(UInt128 key, long nowMs)
    {
        Forget(nowMs);
        foreach (var generation in _generations)
        {
            if (generation.Keys.TryGetValue(key, out var seen))
            {
                return seen;
            }
        }

        return null;
    }

    /// <summary>Remembers a key. An older entry of the same key stays in force.</summary>
    public void Remember(UInt128 key, SeenEvent seen, long atMs)
    {
        var start = atMs - (atMs % _span);
        var at = _generations.FindIndex(generation => generation.Start == start);
        if (at < 0)
        {
            _generations.Add(new Generation(start, []));
            at = _generations.Count - 1;
        }

        _generations[at].Keys.TryAdd(key, seen);
    }

    private void Forget(long nowMs) =>
        _generations.RemoveAll(generation => generation.Start + _span + (_span * Generations) < nowMs);

    private sealed record Generation(long Start, Dictionary<UInt128, SeenEvent> Keys);
}
