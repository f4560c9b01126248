using System.Buffers.Text;
using System.Text;

namespace HeroProc.Host.Jobs.Output;

/// <summary>One line of output as it is kept on disk: number, stream, time and text, parted by blanks.</summary>
/// <param name="Number">Its number within the start, both streams together, from 1; a gap is what was cut.</param>
/// <param name="Error">True for stderr.</param>
/// <param name="At">When its end was read, Unix milliseconds.</param>
/// <param name="Line">Its text; bytes that are not UTF-8 are replaced. A line longer than the limit is kept in pieces.</param>
internal sealed record OutputLine(long Number, bool Error, long At, string Line)
{
    /// <summary>The most bytes in front of the text: two numbers of at most 19 digits, the stream, three blanks, and the end of the line.</summary>
    public const int FrameBytes = 19 + 19 + 1 + 3 + 1;

    /// <summary>Writes what stands in front of the text.</summary>
    /// <returns>How many bytes.</returns>
    public static int WriteFront(Span<byte> front, long number, bool error, long at)
    {
        Utf8Formatter.TryFormat(number, front, out var length);
        front[length++] = (byte)' ';
        front[length++] = error ? (byte)'2' : (byte)'1';
        front[length++] = (byte)' ';
        Utf8Formatter.TryFormat(at, front[length..], out var digits);
        length += digits;
        front[length++] = (byte)' ';
        return length;
    }

    /// <summary>Reads a line without its end; null when it was cut short.</summary>
    public static OutputLine? Read(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8Parser.TryParse(bytes, out long number, out var used) || bytes.Length < used + 4 || bytes[used + 1] is not ((byte)'1' or (byte)'2'))
        {
            return null;
        }

        var error = bytes[used + 1] == (byte)'2';
        bytes = bytes[(used + 3)..];
        return Utf8Parser.TryParse(bytes, out long at, out used) && used < bytes.Length
            ? new OutputLine(number, error, at, Encoding.UTF8.GetString(bytes[(used + 1)..]))
            : null;
    }
}
