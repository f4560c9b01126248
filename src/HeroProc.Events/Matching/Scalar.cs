using System.Runtime.InteropServices;
using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>One value a leaf may be asked about: text, number, true, false or null; decoded once, asked often.</summary>
internal readonly struct Scalar
{
    private Scalar(JsonValueKind kind, string? text = null, JsonNumber number = default) => (Kind, Text, Number) = (kind, text, number);

    /// <summary>String, Number, True, False or Null.</summary>
    public JsonValueKind Kind { get; }

    /// <summary>The decoded text of a string; null for any other kind.</summary>
    public string? Text { get; }

    /// <summary>The value of a number; zero for any other kind.</summary>
    public JsonNumber Number { get; }

    public static Scalar Of(string text) => new(JsonValueKind.String, text);

    public static Scalar Of(JsonNumber number) => new(JsonValueKind.Number, number: number);

    /// <summary>Reads a scalar element.</summary>
    /// <param name="value">Neither object nor array nor undefined.</param>
    public static Scalar Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Of(JsonText.Read(value)),
        JsonValueKind.Number => Of(JsonNumber.Parse(JsonMarshal.GetRawUtf8Value(value))),
        var literal => new Scalar(literal),
    };
}
