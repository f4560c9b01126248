using System.Buffers;
using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>Reads what an event holds at a field, for an explanation: across arrays, and cut to a bound.</summary>
internal static class ActualValue
{
    private const int MaxValues = 20;
    private const int MaxText = 500;

    /// <summary>The value; a list where the field lies inside arrays; undefined when it is absent.</summary>
    public static JsonElement Read(EventView view, IReadOnlyList<string> field)
    {
        var found = new List<FieldValue>();
        Collect(FieldValue.Of(view), field, 0, found);
        if (found.Count == 0)
            return default;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            if (found.Count > 1)
                writer.WriteStartArray();
            foreach (var value in found.Take(MaxValues))
                Write(writer, value);
            if (found.Count > MaxValues)
                writer.WriteStringValue("… and more");
            if (found.Count > 1)
                writer.WriteEndArray();
        }
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    // One more than is shown, to know that there is more.
    private static void Collect(FieldValue value, IReadOnlyList<string> field, int depth, List<FieldValue> found)
    {
        if (found.Count > MaxValues)
            return;
        if (value.Kind == JsonValueKind.Array)
        {
            foreach (var element in value.Elements())
                Collect(FieldValue.Of(element), field, depth, found);
            return;
        }
        if (depth == field.Count)
        {
            found.Add(value);
            return;
        }
        for (var end = depth + 1; end <= field.Count; end++)
        {
            if (value.TryFind(string.Join('.', field.Skip(depth).Take(end - depth)), out var next, out var dotted))
                Collect(next, field, end, found);
            if (!dotted)
                return;
        }
    }

    private static void Write(Utf8JsonWriter writer, FieldValue value)
    {
        if (value.Kind == JsonValueKind.Object)
        {
            // An object is no leaf, so its content answers nothing; that it is one does.
            writer.WriteStringValue("{…}");
            return;
        }
        var scalar = value.ToScalar();
        switch (scalar.Kind)
        {
            case JsonValueKind.String:
                writer.WriteStringValue(Cut(scalar.Text!));
                break;
            case JsonValueKind.Number when value.RawNumber.Length <= MaxText:
                writer.WriteRawValue(value.RawNumber, skipInputValidation: true);
                break;
            case JsonValueKind.Number:
                writer.WriteStringValue("a number of more digits than are shown");
                break;
            case JsonValueKind.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteBooleanValue(scalar.Kind == JsonValueKind.True);
                break;
        }
    }

    private static string Cut(string text)
    {
        if (text.Length <= MaxText)
            return text;
        var end = char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText;
        return $"{text.AsSpan(0, end)}… ({text.Length} characters)";
    }
}
