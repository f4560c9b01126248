using System.Buffers.Binary;

namespace HeroProc.Host.Jobs;

/// <summary>Makes the ids of jobs: UUIDv7, so that they sort by time. Thread-safe when the randomness is.</summary>
/// <param name="time">The clock.</param>
/// <param name="fill">Fills a span with random bytes.</param>
internal sealed class JobIds(TimeProvider time, JobIds.Fill fill)
{
    /// <summary>Fills a span with random bytes.</summary>
    public delegate void Fill(Span<byte> bytes);

    /// <summary>A new id.</summary>
    public string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        fill(bytes);
        Span<byte> clock = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(clock, time.GetUtcNow().ToUnixTimeMilliseconds());
        clock[2..].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
