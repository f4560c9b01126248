using System.Text.Json;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>Reads the members of one configuration object and collects every fault; a member that is null counts as absent.</summary>
/// <param name="element">The object.</param>
/// <param name="path">Its place in the configuration; empty for the whole.</param>
/// <param name="faults">Where faults go.</param>
internal sealed class ConfigObject(JsonElement element, string path, ICollection<FieldError> faults)
{
    /// <summary>The member, or null.</summary>
    public JsonElement? Find(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text that is not empty, or null.</summary>
    public string? Text(string name, bool required = false)
    {
        if (Find(name) is not { } value)
        {
            if (required)
            {
                Fault(name, "Expected a text; it is missing.");
            }

            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        Fault(name, $"Expected a text that is not empty; got {Kind(value)}.");
        return null;
    }

    /// <summary>One of some words, or the first of them when absent.</summary>
    public string Word(string name, params string[] words)
    {
        var text = Text(name);
        if (text is not null && !words.Contains(text, StringComparer.Ordinal))
        {
            Fault(name, $"Expected one of {string.Join(", ", words)}; got '{text}'.");
        }

        return text ?? words[0];
    }

    /// <summary>True or false; false when absent.</summary>
    public bool Flag(string name)
    {
        var value = Find(name);
        if (value is not null && value.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Fault(name, $"Expected true or false; got {Kind(value.Value)}.");
        }

        return value?.ValueKind == JsonValueKind.True;
    }

    /// <summary>A whole number within bounds, or the default when absent.</summary>
    public long Whole(string name, long min, long max, long absent)
    {
        if (Find(name) is not { } value)
        {
            return absent;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max)
        {
            return number;
        }

        Fault(name, $"Expected a whole number from {min} to {max}; got {(value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Kind(value))}.");
        return absent;
    }

    /// <summary>The elements of a list; empty when absent.</summary>
    public IReadOnlyList<JsonElement> List(string name, int maxCount)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > maxCount)
        {
            Fault(name, $"Expected a list of at most {maxCount}; got {(value.ValueKind == JsonValueKind.Array ? $"{value.GetArrayLength()}" : Kind(value))}.");
            return [];
        }

        return [.. value.EnumerateArray()];
    }

    /// <summary>Refuses members that mean nothing: what a person wrote is never dropped in silence.</summary>
    public void RefuseOthers(params string[] known)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (!known.Contains(member.Name, StringComparer.Ordinal))
            {
                Fault(member.Name, $"Unknown field; known here: {string.Join(", ", known)}.");
            }
        }
    }

    /// <summary>Adds a fault of a member.</summary>
    public void Fault(string name, string message)
    {
        var error = new FieldError(name, message);
        faults.Add(path.Length == 0 ? error : error.Under(path));
    }

    /// <summary>What a value is, in words.</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => value.GetString()!.Length == 0 ? "an empty text" : "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
