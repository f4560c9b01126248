using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace HeroProc.Events.Verification;

/// <summary>A public key of a sender that signs with ed25519. The framework has no ed25519, BouncyCastle does.</summary>
internal sealed class Ed25519Key
{
    /// <summary>What a public key of Standard Webhooks starts with.</summary>
    public const string StandardPrefix = "whpk_";

    /// <summary>Length of a signature in bytes.</summary>
    public const int SignatureLength = 64;

    private const int KeyLength = 32;

    private readonly Ed25519PublicKeyParameters _key;

    private Ed25519Key(Ed25519PublicKeyParameters key) => _key = key;

    /// <summary>Reads a public key: <c>whpk_</c> and base64, bare base64, or hex. Null when it is none.</summary>
    public static Ed25519Key? TryParse(string text)
    {
        var bare = text.StartsWith(StandardPrefix, StringComparison.Ordinal) ? text[StandardPrefix.Length..] : text;
        var bytes = DigestEncoding.Base64.Decode(bare, KeyLength) ?? DigestEncoding.Hex.Decode(bare, KeyLength);
        try
        {
            return bytes is null ? null : new Ed25519Key(new Ed25519PublicKeyParameters(bytes));
        }
        catch (ArgumentException)
        {
            // 32 bytes that are no point of the curve: the library's only way to say so.
            return null;
        }
    }

    /// <summary>Whether this key signed the parts, one after the other.</summary>
    public bool Verifies(ReadOnlySpan<ReadOnlyMemory<byte>> parts, byte[] signature)
    {
        var signer = new Ed25519Signer();
        signer.Init(forSigning: false, _key);
        foreach (var part in parts)
        {
            signer.BlockUpdate(part.Span);
        }

        return signer.VerifySignature(signature);
    }
}
