namespace HeroProc.Events.Verification;

/// <summary>How the check of a request's signature ended. A closed set.</summary>
internal abstract record VerificationResult
{
    private VerificationResult()
    {
    }

    /// <summary>One of the source's secrets vouches for the request.</summary>
    public static VerificationResult Verified { get; } = new Accepted();

    /// <summary>The request carries no signature at all: the header is absent, or there and empty.</summary>
    /// <param name="expected">What should have come: the header and its form, never the right value.</param>
    public static VerificationResult Missing(string expected) => new Refused(expected, $"{expected} The header is missing or empty.", "no signature", Absent: true);

    /// <summary>The request carries a signature that does not hold.</summary>
    /// <param name="expected">What should have come.</param>
    /// <param name="why">What is wrong, as the end of a sentence.</param>
    public static VerificationResult Wrong(string expected, string why) => new Refused(expected, $"{expected} The one sent was refused: {why}.", why, Absent: false);

    /// <summary>Nothing to verify with: a fault on this side that the sender is not told.</summary>
    /// <param name="expected">What should have come.</param>
    /// <param name="operatorReason">What the operator has to mend.</param>
    public static VerificationResult NoSecret(string expected, string operatorReason) => new Refused(expected, $"{expected} The request could not be verified.", operatorReason, Absent: false);

    /// <summary>It holds.</summary>
    public sealed record Accepted : VerificationResult;

    /// <summary>It does not hold.</summary>
    /// <param name="Expected">What should have come, in a sentence.</param>
    /// <param name="Detail">For the sender.</param>
    /// <param name="OperatorReason">For the operator.</param>
    /// <param name="Absent">True when there was no signature to check.</param>
    public sealed record Refused(string Expected, string Detail, string OperatorReason, bool Absent) : VerificationResult;
}
