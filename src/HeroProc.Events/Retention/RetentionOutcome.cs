namespace HeroProc.Events.Retention;

/// <summary>What one pass of retention did.</summary>
/// <param name="KeptFrom">The first record the journal keeps.</param>
/// <param name="Segments">Segments dropped.</param>
/// <param name="Bytes">Bytes given back.</param>
/// <param name="Events">Events that left the index.</param>
/// <param name="Carried">Events carried over for unfinished deliveries.</param>
/// <param name="Failure">Why it stopped early; null when it did all there was to do. The next pass does the rest.</param>
internal readonly record struct RetentionOutcome(long KeptFrom, int Segments, long Bytes, int Events, int Carried, string? Failure);
