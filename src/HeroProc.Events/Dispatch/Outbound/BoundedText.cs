using System.Globalization;
using System.Text;

namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>Answers of other programs, bounded and made harmless.</summary>
internal static class BoundedText
{
    /// <summary>The most of an answer that is shown.</summary>
    public const int ShownChars = 500;

    /// <summary>Reads a stream up to a bound.</summary>
    /// <returns>What was read, and whether there was more.</returns>
    public static async ValueTask<(ReadOnlyMemory<byte> Bytes, bool More)> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(maxBytes + 1, 16 * 1024)];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length > maxBytes)
                {
                    return (buffer.AsMemory(0, maxBytes), true);
                }

                Array.Resize(ref buffer, Math.Min(maxBytes + 1, buffer.Length * 2));
            }

            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return (buffer.AsMemory(0, Math.Min(length, maxBytes)), length > maxBytes);
            }

            length += read;
        }
    }

    /// <summary>The beginning of a text, in one line, with everything that is not plainly visible replaced by a space.</summary>
    public static string Show(ReadOnlySpan<byte> utf8) => Show(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, ShownChars * 4)]));

    /// <summary>The beginning of a text, in one line, with everything that is not plainly visible replaced by a space.</summary>
    public static string Show(string text)
    {
        var shown = new StringBuilder(Math.Min(text.Length, ShownChars));
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length + rune.Utf16SequenceLength > ShownChars)
            {
                break;
            }

            // Format characters among them: those that turn the writing direction make a line say what it does not.
            var hidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;
            shown.Append(hidden ? " " : rune.ToString());
        }

        return shown.ToString().Trim();
    }
}
