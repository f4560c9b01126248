using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>The shapes of single values.</summary>
internal static class Scalars
{
    private static readonly Dictionary<Type, Func<Shape>> Known = new()
    {
        [typeof(bool)] = static () => new ScalarShape("true or false", static value => value.ValueKind is JsonValueKind.True or JsonValueKind.False, static () => new() { ["type"] = "boolean" }),
        [typeof(string)] = static () => Text("a string", static _ => true, format: null),
        [typeof(char)] = static () => Text("one character", static value => value.GetString()!.Length == 1, format: null),
        [typeof(Guid)] = static () => Text("a UUID", static value => value.TryGetGuid(out _), "uuid"),
        [typeof(DateTimeOffset)] = static () => Text("a time in ISO 8601", static value => value.TryGetDateTimeOffset(out _), "date-time"),
        [typeof(DateTime)] = static () => Text("a time in ISO 8601", static value => value.TryGetDateTime(out _), "date-time"),
        [typeof(byte[])] = static () => Text("Base64", static value => value.TryGetBytesFromBase64(out _), format: null),
        [typeof(byte)] = static () => Whole(byte.MinValue, byte.MaxValue, static value => value.TryGetByte(out _)),
        [typeof(sbyte)] = static () => Whole(sbyte.MinValue, sbyte.MaxValue, static value => value.TryGetSByte(out _)),
        [typeof(short)] = static () => Whole(short.MinValue, short.MaxValue, static value => value.TryGetInt16(out _)),
        [typeof(ushort)] = static () => Whole(ushort.MinValue, ushort.MaxValue, static value => value.TryGetUInt16(out _)),
        [typeof(int)] = static () => Whole(int.MinValue, int.MaxValue, static value => value.TryGetInt32(out _)),
        [typeof(uint)] = static () => Whole(uint.MinValue, uint.MaxValue, static value => value.TryGetUInt32(out _)),
        [typeof(long)] = static () => Whole(long.MinValue, long.MaxValue, static value => value.TryGetInt64(out _)),
        [typeof(ulong)] = static () => Whole(ulong.MinValue, ulong.MaxValue, static value => value.TryGetUInt64(out _)),
        [typeof(float)] = static () => Number(static value => value.TryGetSingle(out var number) && float.IsFinite(number)),
        [typeof(double)] = static () => Number(static value => value.TryGetDouble(out var number) && double.IsFinite(number)),
        [typeof(decimal)] = static () => Number(static value => value.TryGetDecimal(out _)),
    };

    /// <summary>The shape of a type the serialiser reads as one value.</summary>
    public static Shape Of(JsonTypeInfo type)
    {
        if (type.Type.IsEnum && !type.Type.IsDefined(typeof(FlagsAttribute), inherit: false) && NamesOf(type) is { } names)
        {
            return OneOf(names);
        }

        // A converter of somebody's own may read a known type from other JSON than usual; then only it can tell.
        return Known.TryGetValue(type.Type, out var known) && type.Converter.GetType().Assembly == typeof(JsonSerializer).Assembly
            ? known()
            : new CustomShape(value => _ = value.Deserialize(type));
    }

    /// <summary>The shape of a member with a converter of its own.</summary>
    public static Shape Custom(JsonPropertyInfo property, JsonSerializerOptions options)
    {
        var alone = new JsonSerializerOptions(options);
        alone.Converters.Insert(0, property.CustomConverter!);
        return new CustomShape(value => _ = value.Deserialize(alone.GetTypeInfo(property.PropertyType)));
    }

    /// <summary>A string out of a list.</summary>
    public static Shape OneOf(IReadOnlyCollection<string> allowed) => new ChoiceShape(allowed);

    // The names as they are written, whatever naming the converter follows; null when it writes numbers.
    private static List<string>? NamesOf(JsonTypeInfo type)
    {
        var names = new List<string>();
        foreach (var value in Enum.GetValuesAsUnderlyingType(type.Type))
        {
            var written = JsonSerializer.SerializeToElement(Enum.ToObject(type.Type, value), type);
            if (written.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            names.Add(written.GetString()!);
        }

        return names;
    }

    private static ScalarShape Text(string expected, Func<JsonElement, bool> isRight, string? format) => new(
        expected,
        value => value.ValueKind == JsonValueKind.String && isRight(value),
        () => format is null ? new() { ["type"] = "string" } : new() { ["type"] = "string", ["format"] = format });

    private static ScalarShape Whole(decimal least, decimal most, Func<JsonElement, bool> isRight) => new(
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"),
        value => value.ValueKind == JsonValueKind.Number && isRight(value),
        () => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most });

    private static ScalarShape Number(Func<JsonElement, bool> isRight) =>
        new("a number", value => value.ValueKind == JsonValueKind.Number && isRight(value), static () => new() { ["type"] = "number" });
}
