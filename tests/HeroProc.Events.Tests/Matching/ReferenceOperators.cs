using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HeroProc.Events.Tests.Matching;

/// <summary>Whether one value meets one entry of a leaf, one operator after the other.</summary>
internal static partial class ReferenceOperators
{
    public static bool Meets(JsonElement entry, JsonElement value)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            return Same(entry, value);
        var property = entry.EnumerateObject().Single();
        return property.Name switch
        {
            "exists" => true,
            "anything-but" => !Excluded(property.Value).Any(excluded => Meets(excluded, value)),
            "numeric" => value.ValueKind == JsonValueKind.Number && Within(property.Value, value),
            _ => value.ValueKind == JsonValueKind.String && MeetsText(property.Name, property.Value, ReferenceText.Of(value)),
        };
    }

    private static bool MeetsText(string name, JsonElement argument, string text)
    {
        if (argument.ValueKind == JsonValueKind.Object)
            return MeetsText(name, JsonElement.Parse(JsonSerializer.Serialize(Fold(ReferenceText.Of(argument.GetProperty("equals-ignore-case"))))), Fold(text));
        return name switch
        {
            "prefix" => text.StartsWith(ReferenceText.Of(argument), StringComparison.Ordinal),
            "suffix" => text.EndsWith(ReferenceText.Of(argument), StringComparison.Ordinal),
            "equals-ignore-case" => Fold(text) == Fold(ReferenceText.Of(argument)),
            "wildcard" => Wildcard(ReferenceText.Of(argument), text),
            "cidr" => Inside(ReferenceText.Of(argument), text),
            "regex" => Regex.IsMatch(text, ReferenceText.Of(argument), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5)),
            "glob" => Glob(argument.ValueKind == JsonValueKind.Array ? argument.EnumerateArray() : [argument], text),
            _ => throw new AssertionException($"The reference matcher does not know '{name}'."),
        };
    }

    private static bool Same(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind)
            return false;
        return left.ValueKind switch
        {
            JsonValueKind.String => ReferenceText.Of(left) == ReferenceText.Of(right),
            JsonValueKind.Number => ReferenceNumber.Compare(left.GetRawText(), right.GetRawText()) == 0,
            _ => true,
        };
    }

    private static IEnumerable<JsonElement> Excluded(JsonElement argument)
    {
        if (argument.ValueKind == JsonValueKind.Array)
            return argument.EnumerateArray();
        if (argument.ValueKind != JsonValueKind.Object)
            return [argument];
        var property = argument.EnumerateObject().Single();
        var list = property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray().ToArray() : [property.Value];
        return list.Select(value => JsonElement.Parse($$"""{"{{property.Name}}":{{value.GetRawText()}}}"""));
    }

    private static bool Within(JsonElement bounds, JsonElement value)
    {
        for (var i = 0; i < bounds.GetArrayLength(); i += 2)
        {
            var order = ReferenceNumber.Compare(value.GetRawText(), bounds[i + 1].GetRawText());
            var holds = bounds[i].GetString() switch
            {
                "<" => order < 0,
                "<=" => order <= 0,
                "=" => order == 0,
                ">=" => order >= 0,
                _ => order > 0,
            };
            if (!holds)
                return false;
        }
        return true;
    }

    private static string Fold(string text)
    {
        var folded = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                folded.Append(Rune.ToUpperInvariant(rune));
                i += rune.Utf16SequenceLength - 1;
            }
            else
            {
                folded.Append(text[i]);
            }
        }
        return folded.ToString();
    }

    // Which ends of the text are reachable, one character of the wildcard after the other.
    private static bool Wildcard(string wildcard, string text)
    {
        var reached = new HashSet<int> { 0 };
        for (var i = 0; i < wildcard.Length; i++)
        {
            if (wildcard[i] == '*')
            {
                reached = [.. Enumerable.Range(0, text.Length + 1).Where(at => reached.Any(from => from <= at))];
                continue;
            }
            if (wildcard[i] == '\\')
                i++;
            reached = [.. reached.Where(at => at < text.Length && text[at] == wildcard[i]).Select(at => at + 1)];
        }
        return reached.Contains(text.Length);
    }

    private static bool Inside(string block, string text)
    {
        // Dotted decimal without leading zeros, or hexadecimal groups; everything else is no address.
        if (!(Dotted().IsMatch(text) || (text.Contains(':', StringComparison.Ordinal) && Groups().IsMatch(text))) || !IPAddress.TryParse(text, out var address))
            return false;
        var parts = block.Split('/');
        var network = IPAddress.Parse(parts[0]).GetAddressBytes();
        var bytes = address.GetAddressBytes();
        return bytes.Length == network.Length
            && Enumerable.Range(0, int.Parse(parts[1], null)).All(bit => ((bytes[bit / 8] ^ network[bit / 8]) & (0x80 >> (bit % 8))) == 0);
    }

    private static bool Glob(IEnumerable<JsonElement> globs, string text)
    {
        var inside = false;
        foreach (var glob in globs.Select(ReferenceText.Of))
        {
            var excludes = glob.StartsWith('!');
            if (Regex.IsMatch(text, Translate(excludes ? glob[1..] : glob), RegexOptions.Singleline | RegexOptions.CultureInvariant))
                inside = !excludes;
        }
        return inside;
    }

    // A group around each character, so that a quantifier behind a pair of surrogates takes both.
    private static string Translate(string glob)
    {
        var regex = new StringBuilder("\\A");
        for (var i = 0; i < glob.Length; i++)
        {
            var rest = glob[i..];
            if (rest.StartsWith("**/", StringComparison.Ordinal))
                (regex, i) = (regex.Append("(?:.+/)?"), i + 2);
            else if (rest.StartsWith("**", StringComparison.Ordinal))
                (regex, i) = (regex.Append(".*"), i + 1);
            else if (rest[0] == '*')
                regex.Append("[^/]*");
            else if (rest[0] is '?' or '+' && i > 0)
                regex.Append(rest[0]);
            else if (rest[0] == '[')
                (regex, i) = (regex.Append(Class(rest[1..rest.IndexOf(']', StringComparison.Ordinal)])), i + rest.IndexOf(']', StringComparison.Ordinal));
            else
            {
                if (rest[0] == '\\')
                    i++;
                var length = char.IsHighSurrogate(glob[i]) ? 2 : 1;
                regex.Append("(?:").Append(Regex.Escape(glob.Substring(i, length))).Append(')');
                i += length - 1;
            }
        }
        return regex.Append("\\z").ToString();
    }

    private static string Class(string inside)
    {
        var ways = new List<string>();
        var runes = inside.EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            if (i + 2 < runes.Length && runes[i + 1].Value == '-')
            {
                ways.Add($"[{runes[i]}-{runes[i + 2]}]");
                i += 2;
            }
            else
            {
                ways.Add(Regex.Escape(runes[i].ToString()));
            }
        }
        return $"(?:{string.Join('|', ways)})";
    }

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}\z")]
    private static partial Regex Dotted();

    [GeneratedRegex(@"\A[0-9A-Fa-f:.]+\z")]
    private static partial Regex Groups();
}
