namespace HeroProc.Events.LiteDb;

/// <summary>The numbers of a source.</summary>
internal sealed record SourceTally
{
    /// <summary>The source.</summary>
    public required string SourceId { get; init; }

    /// <summary>Its events.</summary>
    public long Events { get; set; }
}
