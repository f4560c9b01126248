namespace HeroProc.Events.TestKit.Processes;

/// <summary>Where the build puts the host.</summary>
public static class HostBinary
{
    /// <summary>
    /// The host's <c>HeroProc.Host.dll</c>, of the same configuration as the running tests. A test project that starts it refers
    /// to <c>src/HeroProc.Host</c> with <c>ReferenceOutputAssembly="false"</c>, so that it is built first.
    /// </summary>
    public static string Path => System.IO.Path.Combine(OutputOf("src/HeroProc.Host"), "HeroProc.Host.dll");

    /// <summary>The repository's root.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>
    /// The output folder of a project in the repository, <c>samples/GreetingExtension</c>, of the same configuration as the
    /// running tests: for an extension, the folder to name in <c>Host:Extensions</c>.
    /// </summary>
    public static string OutputOf(string project)
    {
        var configuration = new DirectoryInfo(System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)).Parent!.Name;
        var folder = System.IO.Path.Combine(RepositoryRoot, project, "bin", configuration, "net10.0");
        return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException($"{project} is not built in configuration {configuration}: {folder} is missing.");
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
