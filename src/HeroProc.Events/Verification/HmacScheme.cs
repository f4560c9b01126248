namespace HeroProc.Events.Verification;

/// <summary>An HMAC of the body, alone or with a timestamp, in a header: what most senders do, told as data.</summary>
internal sealed record HmacScheme : IVerificationScheme
{
    /// <summary>The header of the signature, as its sender spells it.</summary>
    public required string Header { get; init; }

    /// <summary>Other spellings to look at when the first was not sent.</summary>
    public IReadOnlyList<string> OtherHeaders { get; init; } = [];

    /// <summary>The hash.</summary>
    public MacAlgorithm Algorithm { get; init; } = MacAlgorithm.Sha256;

    /// <summary>How the digest is written.</summary>
    public DigestEncoding Encoding { get; init; } = DigestEncoding.Hex;

    /// <summary>What stands before the digest, such as <c>sha256=</c>; must be there exactly.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What is signed.</summary>
    public SignedTemplate Signed { get; init; } = SignedTemplate.BodyOnly;

    /// <summary>The header of the signed timestamp, when there is one.</summary>
    public string? TimestampHeader { get; init; }

    /// <summary>How far that timestamp may lie from now, in milliseconds.</summary>
    public long ToleranceMs { get; init; } = TimestampWindow.DefaultToleranceMs;

    /// <inheritdoc/>
    public IReadOnlyList<string> ProofHeaders => [Header.ToLowerInvariant(), .. OtherHeaders.Select(header => header.ToLowerInvariant())];

    private string Expected =>
        $"Expected header {Header}: {(Prefix.Length == 0 ? "" : $"'{Prefix}' and ")}the {(Encoding == DigestEncoding.Hex ? "hex" : "base64")} HMAC-{Algorithm.ToString().ToUpperInvariant()} of the request"
        + (TimestampHeader is null ? "." : $", with the time in header {TimestampHeader}.");

    /// <inheritdoc/>
    public string? SecretFault(string secret) => null;

    /// <inheritdoc/>
    public VerificationResult Verify(RequestHeaders headers, ReadOnlyMemory<byte> body, ResolvedSecrets secrets, long nowMs)
    {
        var header = OtherHeaders.Prepend(Header).FirstOrDefault(name => headers.Values(name).Count > 0) ?? Header;
        if (headers.IsRepeated(header))
        {
            return VerificationResult.Wrong(Expected, "the header was sent more than once");
        }

        // Forges send the header, empty or with its prefix alone, also for hooks that have no secret.
        if (headers.Single(header) is not { } sent || sent == Prefix)
        {
            return VerificationResult.Missing(Expected);
        }

        if (!sent.StartsWith(Prefix, StringComparison.Ordinal)
            || Encoding.Decode(sent.AsSpan(Prefix.Length), Algorithm.DigestLength()) is not { } digest)
        {
            return VerificationResult.Wrong(Expected, "it is not written that way");
        }

        string? timestamp = null;
        if (TimestampHeader is not null)
        {
            timestamp = headers.Single(TimestampHeader);
            if (timestamp is null)
            {
                return VerificationResult.Wrong(Expected, $"header {TimestampHeader} is missing, empty or repeated");
            }

            if (TimestampWindow.Fault(timestamp, nowMs, ToleranceMs) is { } fault)
            {
                return VerificationResult.Wrong(Expected, fault);
            }
        }

        return SecretTrial.Any(secrets, Expected, secret =>
            ConstantTime.DigestsEqual(Algorithm.Compute(System.Text.Encoding.UTF8.GetBytes(secret), Signed.Fill(body, timestamp)), digest));
    }
}
