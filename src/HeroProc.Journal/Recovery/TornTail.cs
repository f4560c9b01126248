namespace HeroProc.Journal;

/// <summary>A tail that was being written when the process or the machine stopped, and had not been acknowledged.</summary>
/// <param name="Segment">The segment's first sequence number.</param>
/// <param name="Offset">Where it was cut.</param>
/// <param name="Bytes">Bytes cut, up to the last one that was not zero.</param>
public sealed record TornTail(long Segment, long Offset, long Bytes);
