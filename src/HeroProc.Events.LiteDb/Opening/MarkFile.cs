using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HeroProc.Journal;

namespace HeroProc.Events.LiteDb;

/// <summary>A small JSON file that is either the old one or the new one, whatever happens, and durable once written.</summary>
internal static class MarkFile
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>What the file says; null when it is missing or cannot be what was written.</summary>
    public static T? Read<T>(string path, JsonTypeInfo<T> json)
        where T : class
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > MaxBytes)
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), json);
        }
        catch (JsonException)
        {
            // Damaged. What it would have said is then not known, which is what null means to every caller.
            return null;
        }
    }

    /// <summary>Replaces the file.</summary>
    public static void Write<T>(string path, T mark, JsonTypeInfo<T> json)
    {
        var temporary = path + ".tmp";
        using (var file = new FileStream(temporary, PrivateFolder.FileOptions(FileMode.Create, FileShare.None)))
        {
            JsonSerializer.Serialize(file, mark, json);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        Posix.SyncFolder(Path.GetDirectoryName(path)!);
    }
}
