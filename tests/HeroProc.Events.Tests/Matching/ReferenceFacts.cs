using System.Text.Json;

namespace HeroProc.Events.Tests.Matching;

/// <summary>A value and where it is: its path, and for every array around it which of the array's objects it is in.</summary>
internal sealed record ReferenceFact(string Path, JsonElement Value, Dictionary<int, int> Elements);

/// <summary>Every leaf and every object of an event.</summary>
internal sealed class ReferenceFacts
{
    private int _arrays;
    private int _objects;

    public ReferenceFacts(JsonElement owner) => Object("", owner, []);

    public List<ReferenceFact> Values { get; } = [];

    public List<ReferenceFact> Objects { get; } = [];

    private void Object(string path, JsonElement value, Dictionary<int, int> elements)
    {
        // Only the outermost object has no name; below, the empty name is a name.
        var isRoot = Objects.Count == 0;
        Objects.Add(new ReferenceFact(path, value, elements));
        // Of several fields with one name the last counts.
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
            fields[ReferenceText.Decode(NameOf(property))] = property.Value;
        foreach (var (name, field) in fields)
            Value(isRoot ? name : $"{path}.{name}", field, elements, array: null);
    }

    private void Value(string path, JsonElement value, Dictionary<int, int> elements, int? array)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when array is { } around:
                Object(path, value, new Dictionary<int, int>(elements) { [around] = ++_objects });
                break;
            case JsonValueKind.Object:
                Object(path, value, elements);
                break;
            case JsonValueKind.Array:
                // Arrays inside arrays are laid flat.
                var flat = array ?? ++_arrays;
                foreach (var element in value.EnumerateArray())
                    Value(path, element, elements, flat);
                break;
            default:
                Values.Add(new ReferenceFact(path, value, elements));
                break;
        }
    }

    // The raw name: asking the element for it throws on half a surrogate pair.
    private static string NameOf(JsonProperty property) =>
        System.Text.Encoding.UTF8.GetString(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8PropertyName(property));
}
