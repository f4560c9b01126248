namespace HeroProc.Events.Verification;

/// <summary>Trying several secrets, as a rotation needs.</summary>
internal static class SecretTrial
{
    /// <summary>Verified when any secret fits. Every secret is tried, so that the time taken does not tell which one did.</summary>
    /// <param name="secrets">The secrets.</param>
    /// <param name="expected">What should have come, for a refusal.</param>
    /// <param name="fits">Whether one secret fits, in constant time.</param>
    public static VerificationResult Any(ResolvedSecrets secrets, string expected, Func<string, bool> fits)
    {
        var verified = false;
        foreach (var secret in secrets.Values)
        {
            verified |= fits(secret);
        }

        if (verified)
        {
            return VerificationResult.Verified;
        }

        if (secrets.Unknown.Count == 0)
        {
            return secrets.Values.Count > 0
                ? VerificationResult.Wrong(expected, "it does not fit")
                : VerificationResult.NoSecret(expected, "the source has no secret to verify with");
        }

        return VerificationResult.NoSecret(
            expected,
            $"no secret fits, and the secret store does not know {string.Join(", ", secrets.Unknown.Select(name => $"'{name}'"))}; set it there or mend the source");
    }
}
