using System.Globalization;

namespace HeroProc.Host.Jobs.Running;

/// <summary>
/// The file <c>begun</c> of one start. Whoever makes it first decides: the process, which then runs and has written who it is, or a host
/// that looks for a start nobody has seen, which keeps it from beginning. So one start runs at most once.
/// </summary>
/// <param name="Process">The process, which leads its group; null when it was kept from beginning.</param>
/// <param name="Boot">The boot it belongs to.</param>
/// <param name="StartTicks">When it started, in ticks since the boot: tells it from a later process of the same number.</param>
internal sealed record BegunFile(int? Process, string Boot, long StartTicks)
{
    private const string Prevented = "prevented\n";

    /// <summary>Reads the file; null while it is empty or half-written.</summary>
    public static BegunFile? Read(string path)
    {
        var text = File.ReadAllText(path);
        if (text == Prevented)
        {
            return new BegunFile(null, string.Empty, 0);
        }

        var parts = text.Split(' ', 3);
        return text.EndsWith('\n') && parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            && ProcessTable.StartTicks(parts[2]) is { } ticks
            ? new BegunFile(process, parts[1], ticks)
            : null;
    }

    /// <summary>Keeps the start from beginning; false when the process was first.</summary>
    public static bool TryPrevent(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            file.Write("prevented\n"u8);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }
}
