using System.Text;

namespace HeroProc.Events.Verification;

/// <summary>
/// Which bytes a sender signs, as data: literal text around <c>{body}</c> and, optionally, <c>{timestamp}</c>:
/// <c>{timestamp}.{body}</c>.
/// </summary>
internal sealed class SignedTemplate
{
    private const string BodyPart = "{body}";
    private const string TimestampPart = "{timestamp}";

    private readonly IReadOnlyList<string> _parts;

    private SignedTemplate(IReadOnlyList<string> parts) => _parts = parts;

    /// <summary>The body and nothing else.</summary>
    public static SignedTemplate BodyOnly { get; } = new([BodyPart]);

    /// <summary>True when the signature covers a timestamp.</summary>
    public bool HasTimestamp => _parts.Contains(TimestampPart);

    /// <summary>Reads a template, or says what is wrong with it.</summary>
    public static SignedTemplate? TryParse(string text, out string? fault)
    {
        var parts = new List<string>();
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var next = rest.IndexOf('{');
            if (next < 0)
            {
                parts.Add(rest.ToString());
                break;
            }

            if (next > 0)
            {
                parts.Add(rest[..next].ToString());
                rest = rest[next..];
            }

            var end = rest.IndexOf('}');
            var part = end < 0 ? rest : rest[..(end + 1)];
            if (part is not (BodyPart or TimestampPart))
            {
                fault = $"Expected only {{body}} and {{timestamp}} in braces; got '{part}'.";
                return null;
            }

            parts.Add(part.ToString());
            rest = rest[(end + 1)..];
        }

        fault = parts.Count(part => part == BodyPart) != 1
            ? "Expected {body} exactly once: a signature that does not cover the body protects nothing."
            : parts.Count(part => part == TimestampPart) > 1 ? "Expected {timestamp} at most once." : null;
        return fault is null ? new SignedTemplate(parts) : null;
    }

    /// <summary>The signed bytes, in parts.</summary>
    public ReadOnlyMemory<byte>[] Fill(ReadOnlyMemory<byte> body, string? timestamp) =>
        [.. _parts.Select(part => part switch
        {
            BodyPart => body,
            TimestampPart => Encoding.UTF8.GetBytes(timestamp ?? ""),
            _ => Encoding.UTF8.GetBytes(part),
        })];
}
