using System.IO.Compression;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>How undoing a content encoding ended. A closed set.</summary>
internal abstract record DecompressionResult
{
    private DecompressionResult()
    {
    }

    /// <summary>The body as it was before it was compressed.</summary>
    public sealed record Body(ReadOnlyMemory<byte> Bytes) : DecompressionResult;

    /// <summary>It grows beyond the limit; no more than the limit was ever held.</summary>
    public sealed record TooLarge : DecompressionResult;

    /// <summary>An encoding that is not known, or more than one.</summary>
    public sealed record UnknownEncoding : DecompressionResult;

    /// <summary>Not what its encoding says.</summary>
    public sealed record Damaged : DecompressionResult;
}

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
        if (encoding is null or "" or "identity")
        {
            return body.Length > maxBytes ? new DecompressionResult.TooLarge() : new DecompressionResult.Body(body);
        }

        using var source = new MemoryStream(body.ToArray(), writable: false);
        using var plain = Open(encoding, source);
        if (plain is null)
        {
            return new DecompressionResult.UnknownEncoding();
        }

        try
        {
            return Read(plain, maxBytes);
        }
        catch (InvalidDataException)
        {
            return new DecompressionResult.Damaged();
        }
        catch (InvalidOperationException)
        {
            // How the Brotli decoder names damaged data.
            return new DecompressionResult.Damaged();
        }
    }

    private static Stream? Open(string encoding, Stream source) => encoding switch
    {
        "gzip" or "x-gzip" => new GZipStream(source, CompressionMode.Decompress),
        // HTTP's deflate is the zlib format, not the bare stream.
        "deflate" => new ZLibStream(source, CompressionMode.Decompress),
        "br" => new BrotliStream(source, CompressionMode.Decompress),
        _ => null,
    };

    private static DecompressionResult Read(Stream plain, int maxBytes)
    {
        using var output = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        int read;
        while ((read = plain.Read(chunk)) > 0)
        {
            if (output.Length + read > maxBytes)
            {
                return new DecompressionResult.TooLarge();
            }

            output.Write(chunk, 0, read);
        }

        return new DecompressionResult.Body(output.GetBuffer().AsMemory(0, (int)output.Length));
    }
}
