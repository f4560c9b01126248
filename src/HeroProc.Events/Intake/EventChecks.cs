using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Intake;

/// <summary>What an event must be, whoever brings it.</summary>
internal static partial class EventChecks
{
    public const int MaxTypeLength = 256;
    public const int MaxTextLength = 1024;

    /// <summary>True for an id of the contract: a letter or digit, then up to 63 of those, dot, underscore or hyphen.</summary>
    public static bool IsId(string? id) => id is not null && IdPattern().IsMatch(id);

    /// <summary>All faults of an event but its size.</summary>
    public static IReadOnlyList<FieldError> Check(NewEvent newEvent, int maxDepth)
    {
        List<FieldError>? errors = null;
        if (newEvent.Type.Length is 0 or > MaxTypeLength || HasControl(newEvent.Type))
        {
            Add(ref errors, "type", $"Expected 1 to {MaxTypeLength} characters without control characters.");
        }

        CheckText(ref errors, "subject", newEvent.Subject);
        CheckText(ref errors, "correlation_id", newEvent.CorrelationId);
        CheckText(ref errors, "causation_id", newEvent.CausationId);
        CheckText(ref errors, "dedupe_key", newEvent.DedupeKey);
        if (newEvent.Id is not null && !IsId(newEvent.Id))
        {
            Add(ref errors, "id", "Expected a letter or digit, then up to 63 letters, digits, '.', '_' or '-'.");
        }

        // The index and the wire carry signed 64-bit numbers; the year 292 million is far enough.
        if (newEvent.Timestamp > long.MaxValue)
        {
            Add(ref errors, "timestamp", "Expected Unix milliseconds below 2^63.");
        }

        if (PayloadFault(newEvent.Payload.Span, maxDepth) is { } fault)
        {
            Add(ref errors, "data", fault);
        }

        return errors ?? (IReadOnlyList<FieldError>)[];
    }

    /// <summary>Why this is not one JSON value in UTF-8 within the depth, or null when it is.</summary>
    public static string? PayloadFault(ReadOnlySpan<byte> payload, int maxDepth)
    {
        try
        {
            var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = maxDepth });
            while (reader.Read())
            {
                // The reader leaves the bytes of strings unchecked until someone asks for the text.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !IsUtf8(reader.ValueSpan))
                {
                    return $"Expected UTF-8; the text at byte {reader.TokenStartIndex} is not.";
                }
            }

            return reader.BytesConsumed == 0 ? "Expected one JSON value; there is none." : null;
        }
        catch (JsonException exception)
        {
            return $"Expected one JSON value nested at most {maxDepth} deep; reading stopped in line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.";
        }
    }

    private static bool IsUtf8(ReadOnlySpan<byte> text) => System.Text.Unicode.Utf8.IsValid(text);

    private static void CheckText(ref List<FieldError>? errors, string path, string? text)
    {
        if (text is not null && (text.Length is 0 or > MaxTextLength || HasControl(text)))
        {
            Add(ref errors, path, $"Expected 1 to {MaxTextLength} characters without control characters.");
        }
    }

    private static bool HasControl(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // A lone surrogate reads as the replacement character; neither can be told apart on the wire.
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                return true;
            }
        }

        return false;
    }

    private static void Add(ref List<FieldError>? errors, string path, string message) => (errors ??= []).Add(new FieldError(path, message));

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
