using System.Globalization;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// The names in a folder of backups: <c>events-SEQ.db</c>, and beside each a mark that is written last and says what the copy
/// must look like. A copy without its mark is not one.
/// </summary>
internal static class BackupFolder
{
    private const string Pattern = "events-*.db";

    /// <summary>The path of a copy that stands at a record.</summary>
    public static string PathOf(string folder, long appliedSeq) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events-{appliedSeq:D19}.db"));

    /// <summary>The path of the mark of a copy.</summary>
    public static string MarkOf(string path) => path + ".mark";

    /// <summary>The copies that have a mark, newest first.</summary>
    public static IReadOnlyList<BackupFile> List(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, Pattern)
            .Select(path => (Path: path, Mark: MarkFile.Read(MarkOf(path), IndexJson.Default.FileMark)))
            .Where(copy => copy.Mark is not null)
            .Select(copy => new BackupFile(copy.Path, copy.Mark!))
            .OrderByDescending(copy => copy.Mark.AppliedSeq)]
        : [];

    /// <summary>Deletes all copies but the newest few. The mark goes first: a copy half deleted is then none.</summary>
    public static void Prune(string folder, int keep)
    {
        foreach (var copy in List(folder).Skip(keep))
        {
            File.Delete(MarkOf(copy.Path));
            File.Delete(copy.Path);
        }
    }
}
