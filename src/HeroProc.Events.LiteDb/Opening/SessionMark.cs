namespace HeroProc.Events.LiteDb;

/// <summary>
/// What stands beside the index file. While the index is open: in which run of the machine. After a clean close: what the file
/// must look like.
/// </summary>
internal sealed record SessionMark
{
    /// <summary>The run of the machine it was opened in; null after a clean close, or where the system does not say.</summary>
    public string? BootId { get; init; }

    /// <summary>The file after a clean close; null while it is open.</summary>
    public FileMark? Closed { get; init; }
}
