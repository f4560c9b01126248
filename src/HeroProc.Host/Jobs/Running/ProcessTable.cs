using System.Globalization;

namespace HeroProc.Host.Jobs.Running;

/// <summary>The system's processes, as Linux shows them in <c>/proc</c>. Elsewhere it knows none, and nothing is adopted.</summary>
internal static class ProcessTable
{
    /// <summary>The boot of the machine; null where the system tells none.</summary>
    public static string? Boot() =>
        File.Exists("/proc/sys/kernel/random/boot_id") ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : null;

    /// <summary>True while the process lives that started at that tick. One that ended and was not collected yet does not live.</summary>
    public static bool IsAlive(int process, long startTicks) =>
        Stat(process) is { } stat && StartTicks(stat) == startTicks && Field(stat, 0) is not ("Z" or "X" or "x");

    /// <summary>The start, in ticks since the boot, from a line of <c>/proc/n/stat</c>; null when it is none.</summary>
    public static long? StartTicks(string stat) =>
        long.TryParse(Field(stat, 19), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) ? ticks : null;

    /// <summary>
    /// Kills what is left of a session whose leader is gone. Session numbers are used again, so each process has to carry the job's
    /// mark in its environment too.
    /// </summary>
    public static void KillSession(int session, string mark)
    {
        if (!Directory.Exists("/proc"))
        {
            return;
        }

        foreach (var name in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName))
        {
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var process) && process > 1
                && Stat(process) is { } stat
                && Field(stat, 3) == session.ToString(CultureInfo.InvariantCulture)
                && Carries(process, mark))
            {
                Posix.Signal(process, Posix.KillSignal);
            }
        }
    }

    private static bool Carries(int process, string mark) =>
        Read($"/proc/{process}/environ") is { } environment && environment.Split('\0').Contains(mark, StringComparer.Ordinal);

    private static string? Stat(int process) => Read($"/proc/{process}/stat");

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended between the look and the read, or belongs to somebody else.
            return null;
        }
    }

    /// <summary>A field after the program's name, which stands in brackets and may hold anything; 0 is the state.</summary>
    private static string? Field(string stat, int index)
    {
        var name = stat.LastIndexOf(')');
        var fields = name < 0 ? [] : stat[(name + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return index < fields.Length ? fields[index].Trim() : null;
    }
}
