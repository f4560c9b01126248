namespace HeroProc.Events.LiteDb.Tests;

/// <summary>The files of an index as they were at a moment.</summary>
internal sealed class Files
{
    private readonly Dictionary<string, byte[]> _files;

    private Files(Dictionary<string, byte[]> files) => _files = files;

    public static Files Take(TemporaryFolder folder) =>
        new(Directory.GetFiles(folder.Path).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes));

    /// <summary>Makes the folder look as it did.</summary>
    public void Put(TemporaryFolder folder)
    {
        foreach (var path in Directory.GetFiles(folder.Path))
            File.Delete(path);
        foreach (var (name, bytes) in _files)
            File.WriteAllBytes(Path.Combine(folder.Path, name), bytes);
    }
}
