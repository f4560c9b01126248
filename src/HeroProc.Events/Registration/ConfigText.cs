using System.Text.Json;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Registration;

/// <summary>
/// Whether JSON that a caller sent to be kept says one thing to every reader: no member stands in an object twice, and every
/// text is Unicode. A reader that takes the first of two members and one that takes the last would not agree on a secret.
/// </summary>
internal static class ConfigText
{
    /// <summary>Adds what is wrong with a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="faults">Gets the faults.</param>
    public static void Check(JsonElement value, string path, List<FieldError> faults)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckMembers(value, path, faults);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Check(item, $"{path}[{index++}]", faults);
                }

                break;
            case JsonValueKind.String when !TryRead(value.GetString, out _):
                faults.Add(new FieldError(path, "Expected Unicode text; it holds half of a surrogate pair."));
                break;
            default:
                break;
        }
    }

    private static void CheckMembers(JsonElement value, string path, List<FieldError> faults)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (!TryRead(() => member.Name, out var name))
            {
                faults.Add(new FieldError(path, "Expected names of Unicode text; one holds half of a surrogate pair."));
                continue;
            }

            if (!seen.Add(name!))
            {
                faults.Add(new FieldError($"{path}.{name}", "Stands here twice; write it once."));
            }

            Check(member.Value, $"{path}.{name}", faults);
        }
    }

    // JSON can spell half a character; the framework tells so only by an exception, when the text is asked for.
    private static bool TryRead(Func<string?> read, out string? text)
    {
        try
        {
            text = read();
            return true;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }
}
