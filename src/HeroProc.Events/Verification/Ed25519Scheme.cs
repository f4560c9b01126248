namespace HeroProc.Events.Verification;

/// <summary>An ed25519 signature of the body, alone or with a timestamp, in a header. The configured secrets are public keys.</summary>
internal sealed record Ed25519Scheme : IVerificationScheme
{
    /// <summary>The header of the signature.</summary>
    public required string Header { get; init; }

    /// <summary>How the signature is written.</summary>
    public DigestEncoding Encoding { get; init; } = DigestEncoding.Hex;

    /// <summary>What stands before the signature; must be there exactly.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What is signed.</summary>
    public SignedTemplate Signed { get; init; } = SignedTemplate.BodyOnly;

    /// <summary>The header of the signed timestamp, when there is one.</summary>
    public string? TimestampHeader { get; init; }

    /// <summary>How far that timestamp may lie from now, in milliseconds.</summary>
    public long ToleranceMs { get; init; } = TimestampWindow.DefaultToleranceMs;

    /// <inheritdoc/>
    public IReadOnlyList<string> ProofHeaders => [Header.ToLowerInvariant()];

    private string Expected =>
        $"Expected header {Header}: {(Prefix.Length == 0 ? "" : $"'{Prefix}' and ")}the {(Encoding == DigestEncoding.Hex ? "hex" : "base64")} ed25519 signature of the request"
        + (TimestampHeader is null ? "." : $", with the time in header {TimestampHeader}.");

    /// <inheritdoc/>
    public string? SecretFault(string secret) =>
        Ed25519Key.TryParse(secret) is null ? "Expected the sender's ed25519 public key: 32 bytes in hex or base64, or whpk_ and base64." : null;

    /// <inheritdoc/>
    public VerificationResult Verify(RequestHeaders headers, ReadOnlyMemory<byte> body, ResolvedSecrets secrets, long nowMs)
    {
        if (headers.IsRepeated(Header))
        {
            return VerificationResult.Wrong(Expected, "the header was sent more than once");
        }

        if (headers.Single(Header) is not { } sent || sent == Prefix)
        {
            return VerificationResult.Missing(Expected);
        }

        if (!sent.StartsWith(Prefix, StringComparison.Ordinal)
            || Encoding.Decode(sent.AsSpan(Prefix.Length), Ed25519Key.SignatureLength) is not { } signature)
        {
            return VerificationResult.Wrong(Expected, "it is not written that way");
        }

        var timestamp = TimestampHeader is null ? null : headers.Single(TimestampHeader);
        if (TimestampHeader is not null)
        {
            var fault = timestamp is null
                ? $"header {TimestampHeader} is missing, empty or repeated"
                : TimestampWindow.Fault(timestamp, nowMs, ToleranceMs);
            if (fault is not null)
            {
                return VerificationResult.Wrong(Expected, fault);
            }
        }

        return SecretTrial.Any(secrets, Expected, secret => Ed25519Key.TryParse(secret)?.Verifies(Signed.Fill(body, timestamp), signature) ?? false);
    }
}
