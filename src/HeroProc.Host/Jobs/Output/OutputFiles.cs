namespace HeroProc.Host.Jobs.Output;

/// <summary>
/// The three files that hold the output of one start within a fixed number of bytes: the beginning, and two that take turns
/// for the end. Each gets a quarter to a half, so the newest quarter at least is always there.
/// </summary>
internal static class OutputFiles
{
    public const string Head = "head.log";
    private static readonly string[] Tails = ["tail0.log", "tail1.log"];

    public static string TailName(int turn) => Tails[turn & 1];

    public static int HeadBytes(int limit) => limit / 2;

    public static int TailBytes(int limit) => limit / 4;

    /// <summary>
    /// All lines that are kept, in order. A line cut short by the death of the host is passed over.
    /// </summary>
    public static IReadOnlyList<OutputLine> Read(string folder)
    {
        var lines = new List<OutputLine>();
        foreach (var name in (string[])[Head, .. Tails])
        {
            ReadFile(Path.Combine(folder, name), lines);
        }

        lines.Sort(static (one, other) => one.Number.CompareTo(other.Number));
        return lines;
    }

    /// <summary>The number of the last line in one of the files of the end; 0 when it is empty.</summary>
    public static long LastNumber(string folder, int turn)
    {
        var lines = new List<OutputLine>();
        ReadFile(Path.Combine(folder, TailName(turn)), lines);
        return lines.Count == 0 ? 0 : lines[^1].Number;
    }

    private static void ReadFile(string path, List<OutputLine> lines)
    {
        ReadOnlySpan<byte> bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Never written, or deleted by the retention between two files.
            return;
        }

        int end;
        while ((end = bytes.IndexOf((byte)'\n')) >= 0)
        {
            if (OutputLine.Read(bytes[..end]) is { } line)
            {
                lines.Add(line);
            }

            bytes = bytes[(end + 1)..];
        }
    }
}
