using HeroProc.Extensibility.Secrets;

namespace HeroProc.Events.Verification;

/// <summary>
/// A configured secret: literal text, or <c>secret:NAME</c> looked up in the host's secret store at every use, so that a
/// rotated secret holds from the next request on.
/// </summary>
internal sealed class SecretReference
{
    /// <summary>What a reference into the secret store starts with.</summary>
    public const string StorePrefix = "secret:";

    private readonly string _text;

    private SecretReference(string text) => _text = text;

    /// <summary>The name in the secret store, or null for literal text.</summary>
    public string? StoreName => _text.StartsWith(StorePrefix, StringComparison.Ordinal) ? _text[StorePrefix.Length..] : null;

    /// <summary>The literal text, or null for a reference into the store.</summary>
    public string? Literal => StoreName is null ? _text : null;

    /// <summary>Reads a configured secret; null when it is empty or names nothing.</summary>
    public static SecretReference? TryParse(string text) =>
        string.IsNullOrWhiteSpace(text) || string.IsNullOrWhiteSpace(text.StartsWith(StorePrefix, StringComparison.Ordinal) ? text[StorePrefix.Length..] : text)
            ? null
            : new SecretReference(text);

    /// <summary>The value to verify with, or null when the store has none. An empty stored value counts as none.</summary>
    public string? Resolve(ISecretStore store)
    {
        var value = StoreName is { } name ? store.Find(name) : _text;
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>Never the secret: this type is held by records that print themselves.</summary>
    public override string ToString() => StoreName is { } name ? $"secret:{name}" : "(literal secret)";
}
