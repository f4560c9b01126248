namespace HeroProc.Events.Tests.Matching;

/// <summary>Finds files of the repository from where the tests run.</summary>
internal static class RepositoryFile
{
    public static string Read(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "HeroProc.Events.sln")))
            folder = folder.Parent;
        Assert.That(folder, Is.Not.Null, $"No HeroProc.Events.sln above {AppContext.BaseDirectory}.");
        return File.ReadAllText(Path.Combine([folder!.FullName, .. path]));
    }

    public static string ReadCases(string name) => Read("tests", "HeroProc.Events.Tests", "Matching", "Cases", name);
}
