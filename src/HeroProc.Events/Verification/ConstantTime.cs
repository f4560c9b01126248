using System.Security.Cryptography;
using System.Text;

namespace HeroProc.Events.Verification;

/// <summary>Comparisons whose duration tells nothing about the secret side.</summary>
internal static class ConstantTime
{
    /// <summary>Compares digests. An empty digest never matches: it would make an unsigned request a signed one.</summary>
    public static bool DigestsEqual(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) =>
        expected.Length > 0 && CryptographicOperations.FixedTimeEquals(expected, actual);

    /// <summary>
    /// Compares a token with what was sent. Both are hashed first: comparing texts of different lengths ends early and
    /// would tell the length of the token.
    /// </summary>
    public static bool TokensEqual(string expected, string actual)
    {
        if (expected.Length == 0 || actual.Length == 0)
        {
            return false;
        }

        Span<byte> left = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> right = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(expected), left);
        SHA256.HashData(Encoding.UTF8.GetBytes(actual), right);
        return CryptographicOperations.FixedTimeEquals(left, right);
    }
}
