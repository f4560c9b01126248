namespace HeroProc.Host.Rpc.Newline;

/// <summary>What a <see cref="LineReader"/> found.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">The line without its end; valid until the next read.</param>
internal readonly record struct Line(LineKind Kind, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A line over the limit; its rest is skipped.</summary>
    public static Line TooLong => new(LineKind.TooLong, default);

    /// <summary>No line will follow.</summary>
    public static Line End => new(LineKind.End, default);
}
