using System.Text.Json;

namespace HeroProc.Events.Sources;

/// <summary>
/// Reading bodies whose shape is the sender's affair: anything missing or of another kind is null, never a fault.
/// </summary>
internal static class JsonReading
{
    /// <summary>The value down a path of members, or null when there is none or it is null.</summary>
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    /// <summary>The text down a path, or null; an empty text counts as none.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>The whole number down a path, or null.</summary>
    public static long? Whole(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    /// <summary>The truth value down a path, or null.</summary>
    public static bool? Flag(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path)?.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    /// <summary>The elements of the list down a path; null when there is no list.</summary>
    public static IReadOnlyList<JsonElement>? Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray()] : null;

    /// <summary>One text of each element of the list down a path; null when there is no list.</summary>
    public static IReadOnlyList<string>? Texts(this JsonElement element, string member, params ReadOnlySpan<string> path) =>
        element.Items(path) is { } items ? [.. items.Select(item => item.Text(member)).OfType<string>()] : null;
}
