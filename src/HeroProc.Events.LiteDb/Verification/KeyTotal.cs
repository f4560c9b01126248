using System.IO.Hashing;

namespace HeroProc.Events.LiteDb;

/// <summary>Tells whether two walks in different orders saw the same keys, without keeping any.</summary>
internal sealed class KeyTotal
{
    private UInt128 _sum;
    private long _count;

    /// <summary>True when what was added is what was taken away.</summary>
    public bool IsZero => _sum == 0 && _count == 0;

    public void Add(ReadOnlySpan<byte> key)
    {
        unchecked
        {
            _sum += XxHash128.HashToUInt128(key);
        }

        _count++;
    }

    public void Subtract(ReadOnlySpan<byte> key)
    {
        unchecked
        {
            _sum -= XxHash128.HashToUInt128(key);
        }

        _count--;
    }
}
