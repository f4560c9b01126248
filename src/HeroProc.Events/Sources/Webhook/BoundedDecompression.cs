using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>
/// Undoes <c>Content-Encoding</c> with a bound on what comes out: a kilobyte can unfold to gigabytes. Senders sign before
/// they compress, so this runs before verification.
/// </summary>
internal static class BoundedDecompression
{
    private const int ChunkBytes = 81_920;

    /// <summary>Undoes an encoding.</summary>
    /// <param name="contentEncoding">The header's value: <c>gzip</c>, <c>deflate</c>, <c>br</c>, <c>identity</c>, or null.</param>
    /// <param name="body">The body as sent.</param>
    /// <param name="maxBytes">The most bytes that may come out.</param>
    public static DecompressionResult Apply(string? contentEncoding, ReadOnlyMemory<byte> body, int maxBytes)
    {
        var encoding = contentEncoding?.Trim().ToLowerInvariant();
        if (encoding is null or "" or "identity" || body.IsEmpty)
        {
            return body.Length > maxBytes ? new DecompressionResult.TooLarge() : new DecompressionResult.Body(body);
        }

        return encoding switch
        {
            "gzip" or "x-gzip" => Inflate(body, maxBytes, source => new GZipStream(source, CompressionMode.Decompress), IsWholeGzip),
            // HTTP's deflate is the zlib format, not the bare stream.
            "deflate" => Inflate(body, maxBytes, source => new ZLibStream(source, CompressionMode.Decompress), IsWholeZlib),
            "br" => Brotli(body.Span, maxBytes),
            _ => new DecompressionResult.UnknownEncoding(),
        };
    }

    private static DecompressionResult Inflate(ReadOnlyMemory<byte> body, int maxBytes, Func<Stream, Stream> open, Func<ReadOnlySpan<byte>, ReadOnlySpan<byte>, bool> isWhole)
    {
        using var source = new MemoryStream(body.ToArray(), writable: false);
        using var plain = open(source);
        using var output = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        try
        {
            int read;
            while ((read = plain.Read(chunk)) > 0)
            {
                if (output.Length + read > maxBytes)
                {
                    return new DecompressionResult.TooLarge();
                }

                output.Write(chunk, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            return new DecompressionResult.Damaged();
        }

        // The stream ends without a word when its source was cut off; the checksum at the end of the format tells.
        var bytes = output.GetBuffer().AsMemory(0, (int)output.Length);
        return isWhole(body.Span, bytes.Span) ? new DecompressionResult.Body(bytes) : new DecompressionResult.Damaged();
    }

    private static DecompressionResult Brotli(ReadOnlySpan<byte> body, int maxBytes)
    {
        using var output = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        var decoder = default(BrotliDecoder);
        try
        {
            while (true)
            {
                var status = decoder.Decompress(body, chunk, out var consumed, out var written);
                if (output.Length + written > maxBytes)
                {
                    return new DecompressionResult.TooLarge();
                }

                output.Write(chunk, 0, written);
                body = body[consumed..];
                if (status == OperationStatus.Done && body.IsEmpty)
                {
                    return new DecompressionResult.Body(output.GetBuffer().AsMemory(0, (int)output.Length));
                }

                if (status != OperationStatus.DestinationTooSmall)
                {
                    return new DecompressionResult.Damaged();
                }
            }
        }
        finally
        {
            decoder.Dispose();
        }
    }

    // CRC-32 and length close the format. Several members one after the other, which it allows too, are sent by nobody.
    private static bool IsWholeGzip(ReadOnlySpan<byte> body, ReadOnlySpan<byte> plain) =>
        body.Length >= 18
        && BinaryPrimitives.ReadUInt32LittleEndian(body[^8..]) == Crc32.HashToUInt32(plain)
        && BinaryPrimitives.ReadUInt32LittleEndian(body[^4..]) == (uint)plain.Length;

    private static bool IsWholeZlib(ReadOnlySpan<byte> body, ReadOnlySpan<byte> plain)
    {
        const uint modulus = 65_521;
        uint low = 1, high = 0;
        foreach (var value in plain)
        {
            low = (low + value) % modulus;
            high = (high + low) % modulus;
        }

        return body.Length >= 6 && BinaryPrimitives.ReadUInt32BigEndian(body[^4..]) == ((high << 16) | low);
    }
}
