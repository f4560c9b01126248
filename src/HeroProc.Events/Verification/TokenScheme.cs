namespace HeroProc.Events.Verification;

/// <summary>The secret itself, in clear, in a header. Proves the sender to whoever trusts the line; covers no byte of the body.</summary>
internal sealed record TokenScheme : IVerificationScheme
{
    /// <summary>The header.</summary>
    public required string Header { get; init; }

    /// <summary>What stands before the token, such as <c>Bearer </c>; compared without case, as authentication schemes are.</summary>
    public string Prefix { get; init; } = "";

    /// <inheritdoc/>
    public IReadOnlyList<string> ProofHeaders => [Header.ToLowerInvariant()];

    private string Expected => $"Expected header {Header}: {(Prefix.Length > 0 ? $"'{Prefix}' and " : "")}the agreed token.";

    /// <inheritdoc/>
    public string? SecretFault(string secret) => null;

    /// <inheritdoc/>
    public VerificationResult Verify(RequestHeaders headers, ReadOnlyMemory<byte> body, ResolvedSecrets secrets, long nowMs)
    {
        if (headers.IsRepeated(Header))
        {
            return VerificationResult.Wrong(Expected, "the header was sent more than once");
        }

        if (headers.Single(Header) is not { } sent)
        {
            return VerificationResult.Missing(Expected);
        }

        return sent.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? SecretTrial.Any(secrets, Expected, secret => ConstantTime.TokensEqual(secret, sent[Prefix.Length..]))
            : VerificationResult.Wrong(Expected, "it is not written that way");
    }
}
