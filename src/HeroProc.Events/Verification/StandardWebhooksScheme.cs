using System.Text;

namespace HeroProc.Events.Verification;

/// <summary>
/// Standard Webhooks 1.0.0: <c>webhook-id</c>, <c>webhook-timestamp</c> and a list of signatures in <c>webhook-signature</c>.
/// <c>v1</c> is an HMAC with a <c>whsec_</c> secret, <c>v1a</c> an ed25519 signature with a <c>whpk_</c> key; other versions
/// are passed over.
/// </summary>
internal sealed class StandardWebhooksScheme : IVerificationScheme
{
    /// <summary>The header of the id, the same on every retry.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header of the time of this attempt.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header of the signatures.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";
    private const string Expected = "Expected headers webhook-id, webhook-timestamp and webhook-signature: 'v1,' and the base64 HMAC-SHA256, or 'v1a,' and the base64 ed25519 signature, of id.timestamp.body.";

    // Two signatures during a rotation, a few more for other versions; each costs a computation per secret.
    private const int MaxSignatures = 16;

    // Each of these costs a pass over the body per key, before anything is known of the sender.
    private const int MaxEd25519Signatures = 4;
    private const int MaxKeyLength = 1024;

    /// <inheritdoc/>
    public IReadOnlyList<string> ProofHeaders => [SignatureHeader];

    /// <inheritdoc/>
    public string? SecretFault(string secret) =>
        secret.StartsWith(Ed25519Key.StandardPrefix, StringComparison.Ordinal)
            ? Ed25519Key.TryParse(secret) is null ? "Expected whpk_ and the base64 of a 32-byte ed25519 public key." : null
            : MacKey(secret) is null ? "Expected whsec_ and the base64 of the key (or the bare base64), or whpk_ and the base64 of an ed25519 public key." : null;

    /// <inheritdoc/>
    public VerificationResult Verify(RequestHeaders headers, ReadOnlyMemory<byte> body, ResolvedSecrets secrets, long nowMs)
    {
        // The signatures are a list by definition, so several header lines are one longer list; id and time are not.
        var sent = string.Join(' ', headers.Values(SignatureHeader)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (sent.Length == 0)
        {
            return VerificationResult.Missing(Expected);
        }

        if (headers.Single(IdHeader) is not { } id || headers.Single(TimestampHeader) is not { } timestamp)
        {
            return VerificationResult.Wrong(Expected, $"{IdHeader} or {TimestampHeader} is missing, empty or repeated");
        }

        if (sent.Length > MaxSignatures)
        {
            return VerificationResult.Wrong(Expected, $"it lists more than {MaxSignatures} signatures");
        }

        if (TimestampWindow.Fault(timestamp, nowMs, TimestampWindow.DefaultToleranceMs) is { } fault)
        {
            return VerificationResult.Wrong(Expected, fault);
        }

        ReadOnlyMemory<byte>[] signed = [Encoding.UTF8.GetBytes($"{id}.{timestamp}."), body];
        var signatures = Versions(sent, "v1a,", Ed25519Key.SignatureLength);
        if (signatures.Count > MaxEd25519Signatures)
        {
            return VerificationResult.Wrong(Expected, $"it lists more than {MaxEd25519Signatures} v1a signatures");
        }

        var macs = Versions(sent, "v1,", MacAlgorithm.Sha256.DigestLength());
        return SecretTrial.Any(secrets, Expected, secret => Fits(secret, signed, macs, signatures));
    }

    private static bool Fits(string secret, ReadOnlyMemory<byte>[] signed, List<byte[]> macs, List<byte[]> signatures)
    {
        if (secret.StartsWith(Ed25519Key.StandardPrefix, StringComparison.Ordinal))
        {
            return Ed25519Key.TryParse(secret) is { } publicKey && signatures.Exists(signature => publicKey.Verifies(signed, signature));
        }

        if (MacKey(secret) is not { } key)
        {
            return false;
        }

        var expected = MacAlgorithm.Sha256.Compute(key, signed);
        var fits = false;
        foreach (var mac in macs)
        {
            fits |= ConstantTime.DigestsEqual(expected, mac);
        }

        return fits;
    }

    // Unlike Stripe's, whose secrets look the same, these are decoded before use.
    internal static byte[]? MacKey(string secret)
    {
        var bare = secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret;
        return DigestEncoding.Base64.DecodeAny(bare, MaxKeyLength);
    }

    private static List<byte[]> Versions(string[] sent, string prefix, int length) =>
        [.. sent.Where(text => text.StartsWith(prefix, StringComparison.Ordinal))
            .Select(text => DigestEncoding.Base64.Decode(text.AsSpan(prefix.Length), length))
            .OfType<byte[]>()];
}
