using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HeroProc.Events.Tests.Matching;

/// <summary>Reads JSON text by hand, half surrogate pairs included.</summary>
internal static class ReferenceText
{
    public static string Of(JsonElement value) => Decode(value.GetRawText()[1..^1]);

    public static string Decode(string raw)
    {
        var text = new StringBuilder();
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }
            i++;
            if (raw[i] == 'u')
            {
                text.Append((char)int.Parse(raw.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
                continue;
            }
            var at = "bfnrt".IndexOf(raw[i], StringComparison.Ordinal);
            text.Append(at < 0 ? raw[i] : "\b\f\n\r\t"[at]);
        }
        return text.ToString();
    }
}
