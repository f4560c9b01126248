using System.Globalization;
using System.Text.Json;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>
/// A dotted path from the event view, as far as a request can answer it: <c>data</c>, <c>data.items[0].id</c>,
/// <c>headers.x-event</c>.
/// </summary>
internal sealed class DataPath
{
    private const int MaxSteps = 32;

    private readonly string _text;
    private readonly bool _isHeader;
    private readonly IReadOnlyList<object> _steps;

    private DataPath(string text, bool isHeader, IReadOnlyList<object> steps)
    {
        _text = text;
        _isHeader = isHeader;
        _steps = steps;
    }

    /// <summary>Reads a path, or says what is wrong with it.</summary>
    public static DataPath? TryParse(string text, out string fault)
    {
        fault = $"Expected a path such as data.items[0].id or headers.x-event, of at most {MaxSteps} steps; got '{text}'.";
        if (text.Length > 512)
        {
            fault = $"Expected a path of at most 512 characters; got {text.Length}.";
            return null;
        }

        if (text.StartsWith("headers.", StringComparison.Ordinal) && text.Length > "headers.".Length)
        {
            return new DataPath(text, isHeader: true, [text["headers.".Length..]]);
        }

        var steps = new List<object>();
        foreach (var segment in text.Split('.'))
        {
            var bracket = segment.IndexOf('[', StringComparison.Ordinal);
            var name = bracket < 0 ? segment : segment[..bracket];
            if (name.Length == 0 || name.Contains(']', StringComparison.Ordinal))
            {
                return null;
            }

            steps.Add(name);
            for (var rest = bracket < 0 ? "" : segment[bracket..]; rest.Length > 0;)
            {
                var close = rest.IndexOf(']', StringComparison.Ordinal);
                if (rest[0] != '[' || close < 2 || !int.TryParse(rest.AsSpan(1, close - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                {
                    return null;
                }

                steps.Add(index);
                rest = rest[(close + 1)..];
            }
        }

        return steps[0] is "data" && steps.Count <= MaxSteps + 1 ? new DataPath(text, isHeader: false, steps[1..]) : null;
    }

    /// <summary>The value as text, or null when there is none, it is null, or it is an object or a list.</summary>
    public string? Select(WebhookRequest request, JsonElement data)
    {
        if (_isHeader)
        {
            return request.Headers.Single((string)_steps[0]);
        }

        foreach (var step in _steps)
        {
            if (step is string name && data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var member))
            {
                data = member;
            }
            else if (step is int index && data.ValueKind == JsonValueKind.Array && index < data.GetArrayLength())
            {
                data = data[index];
            }
            else
            {
                return null;
            }
        }

        return data.ValueKind switch
        {
            JsonValueKind.String => data.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => data.GetRawText(),
            _ => null,
        };
    }

    /// <summary>The path as written.</summary>
    public override string ToString() => _text;
}
