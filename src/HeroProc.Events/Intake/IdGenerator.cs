using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HeroProc.Events.Intake;

/// <summary>Makes UUIDv7 ids from the injected clock, so that ids sort by time and tests know them. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="random">Fills a span with random bytes.</param>
internal sealed class IdGenerator(TimeProvider time, IdGenerator.Fill random)
{
    /// <summary>Fills a span with random bytes.</summary>
    public delegate void Fill(Span<byte> bytes);

    /// <summary>Ids from the system's cryptographic randomness.</summary>
    public static IdGenerator FromSystem(TimeProvider time) => new(time, RandomNumberGenerator.Fill);

    /// <summary>A new id.</summary>
    public string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        random(bytes);
        return Format(bytes, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>
    /// The id that follows from words alone: the same words and moment give the same id, in the same form as <see cref="Next"/>.
    /// </summary>
    public static string Derive(long unixMs, params ReadOnlySpan<string> words)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var word in words)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(word);
            // Each word's length goes first, so that ("ab", "c") and ("a", "bc") differ.
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Format(digest[..16], unixMs);
    }

    private static string Format(Span<byte> bytes, long unixMs)
    {
        Span<byte> clock = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(clock, unixMs);
        clock[2..].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
