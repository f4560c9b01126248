using HeroProc.Extensibility.Secrets;

namespace HeroProc.Events.Verification;

/// <summary>The secrets of one source as they stand at one request.</summary>
internal sealed class ResolvedSecrets
{
    private ResolvedSecrets(IReadOnlyList<string> values, IReadOnlyList<string> unknown)
    {
        Values = values;
        Unknown = unknown;
    }

    /// <summary>The values; during a rotation more than one. Never empty strings.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Names the secret store does not know; for the operator, never for the sender.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Looks every reference up.</summary>
    public static ResolvedSecrets From(IReadOnlyList<SecretReference> references, ISecretStore store)
    {
        var values = new List<string>(references.Count);
        var unknown = new List<string>();
        foreach (var reference in references)
        {
            if (reference.Resolve(store) is { } value)
            {
                values.Add(value);
            }
            else if (reference.StoreName is { } name)
            {
                unknown.Add(name);
            }
        }

        return new ResolvedSecrets(values, unknown);
    }

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"{Values.Count} secrets";
}
