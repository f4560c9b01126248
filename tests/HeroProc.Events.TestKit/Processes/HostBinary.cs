namespace HeroProc.Events.TestKit.Processes;

/// <summary>Where the build puts the host.</summary>
public static class HostBinary
{
    /// <summary>
    /// The host's <c>HeroProc.Host.dll</c>, of the same configuration as the running tests. A test project that starts it refers
    /// to <c>src/HeroProc.Host</c> with <c>ReferenceOutputAssembly="false"</c>, so that it is built first.
    /// </summary>
    public static string Path { get; } = Find();

    /// <summary>The repository's root.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    private static string Find()
    {
        var configuration = new DirectoryInfo(System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)).Parent!.Name;
        var path = System.IO.Path.Combine(FindRoot(), "src", "HeroProc.Host", "bin", configuration, "net10.0", "HeroProc.Host.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"The host is not built: {path} is missing. Build src/HeroProc.Host in configuration {configuration}.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "HeroProc.Events.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"HeroProc.Events.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
