using System.Text;
using HeroProc.Events.Verification;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>
/// Which headers stay with an event. They end up in the journal, in answers and in what scripts read, so nothing that lets
/// its holder act for someone may be among them.
/// </summary>
internal static class KeptHeaders
{
    /// <summary>The most headers that are kept; the rest is left out, last come first.</summary>
    public const int MaxCount = 64;

    /// <summary>The most characters that are kept in one value; longer ones are left out.</summary>
    public const int MaxValueLength = 4096;

    private const int MaxTotalLength = 32_768;
    private const int MaxNameLength = 128;

    private static readonly string[] Never = ["authorization", "proxy-authorization", "cookie", "connection", "keep-alive", "transfer-encoding", "te", "upgrade"];

    // Senders, proxies and gateways invent new names for the same things.
    private static readonly string[] Telltales = ["signature", "token", "secret", "password", "auth", "api-key", "apikey", "jwt", "session", "credential", "hmac"];

    /// <summary>The headers to keep, by lower-case name; several values of one name are joined with a comma.</summary>
    public static Dictionary<string, string> Select(RequestHeaders headers, IReadOnlyList<string> proof, ResolvedSecrets secrets)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        var total = 0;
        foreach (var (name, _) in headers.All)
        {
            if (kept.ContainsKey(name) || IsProof(name, proof))
            {
                continue;
            }

            var value = string.Join(", ", headers.Values(name));
            if (value.Length > MaxValueLength || name.Length > MaxNameLength || !IsPrintable(value) || Holds(value, secrets))
            {
                continue;
            }

            total += name.Length + value.Length;
            if (kept.Count == MaxCount || total > MaxTotalLength)
            {
                break;
            }

            kept.Add(name, value);
        }

        return kept;
    }

    private static bool IsProof(string name, IReadOnlyList<string> proof) =>
        proof.Contains(name, StringComparer.Ordinal)
        || Never.Contains(name, StringComparer.Ordinal)
        || Telltales.Any(telltale => name.Contains(telltale, StringComparison.Ordinal));

    // A secret the owner of the hook has put into a header of his own making, also inside "Bearer …".
    private static bool Holds(string value, ResolvedSecrets secrets) =>
        secrets.Values.Any(secret => value == secret || (secret.Length >= 4 && value.Contains(secret, StringComparison.Ordinal)));

    private static bool IsPrintable(string value)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            // Latin-1 bytes that are no UTF-8 arrive as the replacement character.
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
