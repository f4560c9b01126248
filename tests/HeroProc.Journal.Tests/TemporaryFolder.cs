namespace HeroProc.Journal.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("journal-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
