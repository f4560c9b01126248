using System.Security.Cryptography;

namespace HeroProc.Events.Verification;

/// <summary>The hash below an HMAC.</summary>
internal enum MacAlgorithm
{
    /// <summary>SHA-256; the usual choice.</summary>
    Sha256,

    /// <summary>SHA-512.</summary>
    Sha512,

    /// <summary>SHA-1. Only for senders that know nothing better; as an HMAC it still holds.</summary>
    Sha1,
}

/// <summary>Computing an HMAC over a message given in parts, so that a large body is not copied.</summary>
internal static class MacAlgorithmExtensions
{
    /// <summary>The length of the digest in bytes.</summary>
    public static int DigestLength(this MacAlgorithm algorithm) => algorithm switch
    {
        MacAlgorithm.Sha256 => SHA256.HashSizeInBytes,
        MacAlgorithm.Sha512 => SHA512.HashSizeInBytes,
        _ => SHA1.HashSizeInBytes,
    };

    /// <summary>The digest of the parts, one after the other.</summary>
    public static byte[] Compute(this MacAlgorithm algorithm, ReadOnlySpan<byte> key, params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        using var hash = IncrementalHash.CreateHMAC(Name(algorithm), key);
        foreach (var part in parts)
        {
            hash.AppendData(part.Span);
        }

        return hash.GetHashAndReset();
    }

    private static HashAlgorithmName Name(MacAlgorithm algorithm) => algorithm switch
    {
        MacAlgorithm.Sha256 => HashAlgorithmName.SHA256,
        MacAlgorithm.Sha512 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA1,
    };
}
