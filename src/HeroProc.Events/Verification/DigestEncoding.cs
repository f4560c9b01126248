using System.Buffers;

namespace HeroProc.Events.Verification;

/// <summary>How a digest, signature or key is written in a header.</summary>
internal enum DigestEncoding
{
    /// <summary>Hexadecimal, either case.</summary>
    Hex,

    /// <summary>Base64 of the standard alphabet with its padding.</summary>
    Base64,
}

/// <summary>Strict decoding: no white space, no missing padding, no spare bits, exactly the expected length.</summary>
internal static class DigestEncodingExtensions
{
    /// <summary>The bytes, or null when the text is not exactly <paramref name="length"/> bytes in this encoding.</summary>
    public static byte[]? Decode(this DigestEncoding encoding, ReadOnlySpan<char> text, int length)
    {
        var bytes = encoding.DecodeAny(text, length);
        return bytes?.Length == length ? bytes : null;
    }

    /// <summary>The bytes, or null when the text is empty, not of this encoding, or more than <paramref name="maxLength"/> bytes.</summary>
    public static byte[]? DecodeAny(this DigestEncoding encoding, ReadOnlySpan<char> text, int maxLength)
    {
        // Checked before decoding: a header of megabytes must not cost an allocation of megabytes.
        if (text.IsEmpty || text.Length > (maxLength * 2) + 4)
        {
            return null;
        }

        var buffer = new byte[text.Length];
        if (encoding == DigestEncoding.Hex)
        {
            return Convert.FromHexString(text, buffer, out _, out var hexBytes) == OperationStatus.Done && hexBytes * 2 == text.Length && hexBytes <= maxLength
                ? buffer[..hexBytes]
                : null;
        }

        // The decoder forgives white space and spare bits; writing the bytes back does not.
        return Convert.TryFromBase64Chars(text, buffer, out var bytes)
            && bytes <= maxLength
            && text.SequenceEqual(Convert.ToBase64String(buffer, 0, bytes))
                ? buffer[..bytes]
                : null;
    }
}
