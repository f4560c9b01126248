using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Fluid;
using Fluid.Values;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Mapping;

/// <summary>
/// An object, a list or a number of the event, read in place: a payload of 25 MiB is not copied for the one field a template wants.
/// Every read is charged to the rendering it belongs to.
/// </summary>
internal sealed class EventValue : FluidValue
{
    private readonly JsonElement _element;
    private readonly RenderContext _context;

    private EventValue(JsonElement element, RenderContext context)
    {
        _element = element;
        _context = context;
    }

    public override FluidValues Type => _element.ValueKind switch
    {
        JsonValueKind.Array => FluidValues.Array,
        JsonValueKind.Number => FluidValues.Number,
        _ => FluidValues.Dictionary,
    };

    /// <summary>The value as JSON, exactly as it was written in the event.</summary>
    public ReadOnlySpan<byte> Json => JsonMarshal.GetRawUtf8Value(_element);

    /// <summary>The number of elements or properties; 0 for a number.</summary>
    public int Count => _element.ValueKind switch
    {
        JsonValueKind.Array => _element.GetArrayLength(),
        JsonValueKind.Object => _element.GetPropertyCount(),
        _ => 0,
    };

    /// <summary>The engine's value for a JSON value.</summary>
    /// <param name="element">Any JSON value.</param>
    /// <param name="context">The rendering that pays for reading it.</param>
    /// <param name="exact">Whether a number keeps the way it was written; such a number cannot be computed with.</param>
    /// <exception cref="RenderFault">The text is too long, or the number too large to compute with.</exception>
    public static FluidValue From(JsonElement element, RenderContext context, bool exact)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                context.ChargeText(JsonMarshal.GetRawUtf8Value(element).Length - 2);
                return StringValue.Create(JsonText.Read(element));
            case JsonValueKind.Number:
                return exact ? new EventValue(element, context) : NumberValue.Create(Number(element));
            case JsonValueKind.True:
                return BooleanValue.True;
            case JsonValueKind.False:
                return BooleanValue.False;
            case JsonValueKind.Null:
                return NilValue.Instance;
            default:
                return new EventValue(element, context);
        }
    }

    /// <summary>Writes the value, exactly as it was written in the event.</summary>
    public void WriteTo(Utf8JsonWriter writer) => JsonBuffer.WriteClean(writer, _element);

    /// <summary>A property of an object, or <c>size</c>, <c>first</c> and <c>last</c> of a list; null when there is none.</summary>
    public FluidValue? Member(string name, bool exact)
    {
        // Each name is compared, which takes several times as long as passing an element.
        _context.Charge(_element.ValueKind == JsonValueKind.Object ? Count * 4L : 0);
        if (JsonText.TryFind(_element, name, out var found))
            return From(found, _context, exact);
        if (_element.ValueKind != JsonValueKind.Array)
            return null;
        return name switch
        {
            "size" => NumberValue.Create(_element.GetArrayLength()),
            "first" => Element(0, exact),
            "last" => Element(-1, exact),
            _ => null,
        };
    }

    /// <summary>An element of a list, counted from the end when negative; null when there is none.</summary>
    public FluidValue? Element(decimal index, bool exact)
    {
        var count = _element.ValueKind == JsonValueKind.Array ? _element.GetArrayLength() : 0;
        _context.Charge(count);
        var position = index < 0 ? count + index : index;
        return position < 0 || position >= count || position != decimal.Truncate(position)
            ? null
            : From(_element[(int)position], _context, exact);
    }

    public override IEnumerable<FluidValue> Enumerate(TemplateContext context)
    {
        switch (_element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var element in _element.EnumerateArray())
                {
                    _context.Charge(0);
                    yield return From(element, _context, exact: false);
                }
                break;
            case JsonValueKind.Object:
                foreach (var property in _element.EnumerateObject())
                {
                    _context.ChargeText(JsonMarshal.GetRawUtf8PropertyName(property).Length);
                    yield return new ArrayValue([StringValue.Create(JsonText.Name(property)), From(property.Value, _context, exact: false)]);
                }
                break;
            default:
                yield return NumberValue.Create(ToNumberValue());
                break;
        }
    }

    // Asked by filters that look for a property (where, find, sort): an element without it is simply not the one looked for.
    public override ValueTask<FluidValue> GetValueAsync(string name, TemplateContext context) => Member(name, exact: false) ?? NilValue.Instance;

    // Asked by map, which takes the value: an element without it is an error like any other missing value.
    public override ValueTask<FluidValue> GetIndexAsync(FluidValue index, TemplateContext context)
    {
        var found = index.Type == FluidValues.Number ? Element(index.ToNumberValue(), exact: false) : Member(index.ToStringValue(), exact: false);
        return found ?? new MissingValue($"'{index.ToStringValue()}' in an element of the list");
    }

    public override bool Equals(FluidValue other)
    {
        if (_element.ValueKind == JsonValueKind.Number)
            return other.Type == FluidValues.Number && ToNumberValue() == other.ToNumberValue();
        if (other is EmptyValue or BlankValue)
            return Count == 0;
        if (other is not EventValue value || value._element.ValueKind != _element.ValueKind)
            return false;
        _context.Charge(Json.Length);
        return JsonEquality.Same(_element, value._element);
    }

    public override bool Equals(object? obj) => obj is FluidValue value && Equals(value);

    // By kind and number only: hashing the bytes would tell {"a":1} from {"a": 1}.
    public override int GetHashCode() => _element.ValueKind switch
    {
        JsonValueKind.Number => ToNumberValue().GetHashCode(),
        JsonValueKind.Array => HashCode.Combine(_element.GetArrayLength()),
        _ => 0,
    };

    public override bool Contains(FluidValue value)
    {
        if (_element.ValueKind == JsonValueKind.Object)
            return value.Type == FluidValues.String && Member(value.ToStringValue(), exact: true) is not null;
        return Enumerate(_context).Any(element => element.Equals(value));
    }

    public override bool ToBooleanValue() => true;

    public override decimal ToNumberValue() => _element.ValueKind == JsonValueKind.Number ? Number(_element) : Count;

    public override string ToStringValue()
    {
        _context.ChargeText(Json.Length);
        return Encoding.UTF8.GetString(Json);
    }

    public override object ToObjectValue() => _element.ValueKind == JsonValueKind.Number ? ToNumberValue() : this;

    private static decimal Number(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        if (decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number;
        throw new RenderFault("a number of the event is too large to compute with or to write into a text; pass it on alone with {{ … }}");
    }
}
