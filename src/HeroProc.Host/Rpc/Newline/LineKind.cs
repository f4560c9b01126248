namespace HeroProc.Host.Rpc.Newline;

/// <summary>The outcomes of reading a line.</summary>
internal enum LineKind
{
    /// <summary>A line, perhaps blank.</summary>
    Text,

    /// <summary>A line over the limit.</summary>
    TooLong,

    /// <summary>The sender has ended.</summary>
    End,
}
