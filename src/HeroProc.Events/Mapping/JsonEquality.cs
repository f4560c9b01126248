using System.Text.Json;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Mapping;

/// <summary>
/// Whether two JSON values are the same: numbers by value, objects whatever the order of their names. Never throws, where
/// <see cref="JsonElement.DeepEquals"/> throws on a lone surrogate and on an exponent of ten digits, both of which a sender can write.
/// </summary>
internal static class JsonEquality
{
    /// <summary>Whether the values are the same. Linear in their size.</summary>
    public static bool Same(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind)
            return false;
        return left.ValueKind switch
        {
            JsonValueKind.String => JsonText.Read(left) == JsonText.Read(right),
            JsonValueKind.Number => JsonNumber.Read(left) == JsonNumber.Read(right),
            JsonValueKind.Array => left.GetArrayLength() == right.GetArrayLength() && left.EnumerateArray().Zip(right.EnumerateArray()).All(pair => Same(pair.First, pair.Second)),
            JsonValueKind.Object => SameMembers(Members(left), Members(right)),
            _ => true,
        };
    }

    private static bool SameMembers(Dictionary<string, JsonElement> left, Dictionary<string, JsonElement> right) =>
        left.Count == right.Count && left.All(member => right.TryGetValue(member.Key, out var value) && Same(member.Value, value));

    // Of several members of one name the last counts, as everywhere else.
    private static Dictionary<string, JsonElement> Members(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
            members[JsonText.Name(property)] = property.Value;
        return members;
    }
}
