namespace HeroProc.Events.Verification;

/// <summary>One way to prove who sent a request. Pure; thread-safe.</summary>
internal interface IVerificationScheme
{
    /// <summary>Names of the headers that carry proof, in lower case; they are never kept with an event.</summary>
    IReadOnlyList<string> ProofHeaders { get; }

    /// <summary>Why this secret can never work with the scheme, or null.</summary>
    string? SecretFault(string secret);

    /// <summary>Checks a request.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="body">The bytes the signature covers.</param>
    /// <param name="secrets">The secrets; one match suffices.</param>
    /// <param name="nowMs">Now, Unix milliseconds.</param>
    VerificationResult Verify(RequestHeaders headers, ReadOnlyMemory<byte> body, ResolvedSecrets secrets, long nowMs);
}
