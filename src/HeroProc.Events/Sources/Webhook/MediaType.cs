using System.Net.Http.Headers;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>A content type, as far as the choice of a reader needs it.</summary>
/// <param name="Name">Type and subtype in lower case; empty when there was no header, null when it cannot be read.</param>
/// <param name="IsUtf8">False when it names another character set.</param>
internal readonly record struct MediaType(string? Name, bool IsUtf8)
{
    /// <summary>The media type of JSON.</summary>
    public const string Json = "application/json";

    /// <summary>The media type of HTML forms.</summary>
    public const string Form = "application/x-www-form-urlencoded";

    /// <summary>True for JSON in UTF-8: <c>application/json</c>, any <c>+json</c>, or no content type at all.</summary>
    public bool IsJson => IsUtf8 && (Name is "" or Json or "text/json" || (Name?.EndsWith("+json", StringComparison.Ordinal) ?? false));

    /// <summary>True for a form.</summary>
    public bool IsForm => IsUtf8 && Name == Form;

    /// <summary>Reads the header's values; more than one is unreadable.</summary>
    public static MediaType Parse(IReadOnlyList<string> values)
    {
        if (values.Count == 0 || values is [""])
        {
            return new MediaType("", IsUtf8: true);
        }

        if (values.Count > 1 || !MediaTypeHeaderValue.TryParse(values[0], out var parsed) || parsed.MediaType is null)
        {
            return new MediaType(null, IsUtf8: true);
        }

        var charset = parsed.CharSet?.Trim('"');
        return new MediaType(
            parsed.MediaType.ToLowerInvariant(),
            charset is null || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase) || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase));
    }
}
