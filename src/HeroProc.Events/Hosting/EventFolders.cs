namespace HeroProc.Events.Hosting;

/// <summary>Where the extension keeps its files.</summary>
/// <param name="Root"><c>$PATH_VAR/hero_proc/events</c>.</param>
internal sealed record EventFolders(string Root)
{
    /// <summary>The journal: the truth.</summary>
    public string Journal => Path.Combine(Root, "journal");

    /// <summary>The index over it.</summary>
    public string Database => Path.Combine(Root, "events.db");

    /// <summary>Copies of the index.</summary>
    public string Backup => Path.Combine(Root, "backup");
}
