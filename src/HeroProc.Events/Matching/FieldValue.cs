using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>
/// One value inside an <see cref="EventView"/>: the view itself, one of its envelope fields, its headers, or any JSON below. Lets the
/// matcher walk the view without first writing the envelope out as JSON.
/// </summary>
internal readonly struct FieldValue
{
    private readonly object? _owner;
    private readonly JsonElement _json;
    private readonly ulong _number;

    private FieldValue(JsonValueKind kind, object? owner = null, ulong number = 0) => (Kind, _owner, _number) = (kind, owner, number);

    private FieldValue(JsonElement json) => (Kind, _json) = (json.ValueKind, json);

    /// <summary>The JSON kind; <see cref="JsonValueKind.Undefined"/> for an absent field.</summary>
    public JsonValueKind Kind { get; }

    /// <summary>The JSON itself; undefined for the view, its headers and its envelope fields.</summary>
    public JsonElement Json => _json;

    /// <summary>True for text, numbers, true, false and null: what a leaf can be asked about.</summary>
    public bool IsScalar => Kind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Undefined);

    public static FieldValue Of(EventView view) => new(JsonValueKind.Object, view);

    public static FieldValue Of(JsonElement json) => new(json);

    /// <summary>The scalar itself.</summary>
    /// <exception cref="InvalidOperationException">The value is no scalar.</exception>
    public Scalar ToScalar()
    {
        if (!IsScalar)
            throw new InvalidOperationException($"Expected a scalar, found {Kind}; ask IsScalar first.");
        if (_json.ValueKind != JsonValueKind.Undefined)
            return Scalar.Of(_json);
        return _owner is string text ? Scalar.Of(text) : Scalar.Of(JsonNumber.From(_number));
    }

    /// <summary>The digits of a number as written.</summary>
    public ReadOnlySpan<byte> RawNumber =>
        _json.ValueKind == JsonValueKind.Number ? JsonMarshal.GetRawUtf8Value(_json) : Encoding.ASCII.GetBytes(_number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The elements of an array; nothing for any other kind.</summary>
    public JsonElement.ArrayEnumerator Elements() => Kind == JsonValueKind.Array ? _json.EnumerateArray() : default;

    /// <summary>The properties of a JSON object; nothing for the view, the headers and any other kind.</summary>
    public JsonElement.ObjectEnumerator Properties() => _json.ValueKind == JsonValueKind.Object ? _json.EnumerateObject() : default;

    /// <summary>The header map, when this is the view's <c>headers</c> field.</summary>
    public IReadOnlyDictionary<string, string>? Map => _owner as IReadOnlyDictionary<string, string>;

    /// <summary>The view, when this is the view.</summary>
    public EventView? View => _owner as EventView;

    /// <summary>Finds a field of an object.</summary>
    /// <param name="name">The field's name; may itself hold dots.</param>
    /// <param name="value">The value found; of several with that name the last.</param>
    /// <param name="dotted">Whether a field whose name begins with <c>name.</c> stands beside it.</param>
    /// <returns>False when there is no such field.</returns>
    public bool TryFind(string name, out FieldValue value, out bool dotted)
    {
        dotted = false;
        if (View is { } view)
        {
            value = Envelope(view, name);
            return value.Kind != JsonValueKind.Undefined;
        }
        if (Map is { } map)
            return TryFind(map, name, out value, out dotted);
        value = default;
        foreach (var property in Properties())
        {
            if (JsonText.NameIs(property, name))
                value = Of(property.Value);
            else if (!dotted)
                dotted = JsonText.NameGoesOn(property, name);
        }
        return value.Kind != JsonValueKind.Undefined;
    }

    /// <summary>A field of the view by name; undefined when there is no such field or the event has none.</summary>
    public static FieldValue Envelope(EventView view, string name) => name switch
    {
        EventFields.Id => Text(view.Id),
        EventFields.SourceId => Text(view.SourceId),
        EventFields.SourceType => Text(view.SourceType),
        EventFields.Type => Text(view.Type),
        EventFields.Subject => Text(view.Subject),
        EventFields.Timestamp => new FieldValue(JsonValueKind.Number, number: view.Timestamp),
        EventFields.Headers => new FieldValue(JsonValueKind.Object, view.Headers),
        EventFields.Data => Of(view.Data),
        EventFields.Forge => view.Forge is { } forge ? Of(forge) : default,
        EventFields.Hop => new FieldValue(JsonValueKind.Number, number: (ulong)view.Hop),
        EventFields.CorrelationId => Text(view.CorrelationId),
        EventFields.CausationId => Text(view.CausationId),
        _ => default,
    };

    /// <summary>A header's value.</summary>
    public static FieldValue Text(string? text) => text is null ? default : new FieldValue(JsonValueKind.String, text);

    private static bool TryFind(IReadOnlyDictionary<string, string> map, string name, out FieldValue value, out bool dotted)
    {
        dotted = false;
        foreach (var key in map.Keys)
            dotted |= key.Length > name.Length && key[name.Length] == '.' && key.StartsWith(name, StringComparison.Ordinal);
        var found = map.TryGetValue(name, out var text);
        value = Text(text);
        return found;
    }
}
