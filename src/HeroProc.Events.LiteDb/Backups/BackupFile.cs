namespace HeroProc.Events.LiteDb;

/// <summary>A copy of the index.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Mark">What it must look like.</param>
internal sealed record BackupFile(string Path, FileMark Mark)
{
    /// <summary>Its name in its folder.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);
}
