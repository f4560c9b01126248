namespace HeroProc.Events.Tests.Mapping;

/// <summary>Files that are built into the test assembly.</summary>
internal static class TestFiles
{
    public static string Read(string name)
    {
        using var stream = typeof(TestFiles).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"The test assembly holds no '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
