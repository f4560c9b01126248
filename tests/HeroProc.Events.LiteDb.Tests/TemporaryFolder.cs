namespace HeroProc.Events.LiteDb.Tests;

/// <summary>A folder for one test; whoever makes it deletes it.</summary>
internal sealed class TemporaryFolder
{
    public string Path { get; } = Directory.CreateTempSubdirectory("index-").FullName;

    public string Data => System.IO.Path.Combine(Path, "events.db");

    public string Log => System.IO.Path.Combine(Path, "events-log.db");

    public string Session => System.IO.Path.Combine(Path, "events.db.session");

    public string Damaged => System.IO.Path.Combine(Path, "events.db.damaged-1");

    public string Backups => System.IO.Path.Combine(Path, "backup");

    public void Delete() => Directory.Delete(Path, recursive: true);
}
