namespace HeroProc.Host.Tests.Jobs;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("jobs-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
