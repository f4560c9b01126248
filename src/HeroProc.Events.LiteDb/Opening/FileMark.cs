using System.Globalization;

namespace HeroProc.Events.LiteDb;

/// <summary>What a whole and finished index file looks like.</summary>
internal sealed record FileMark
{
    /// <summary>Its size.</summary>
    public required long Bytes { get; init; }

    /// <summary>The checksum over its pages, hexadecimal.</summary>
    public required string Sum { get; init; }

    /// <summary>The journal it belongs to.</summary>
    public required string JournalId { get; init; }

    /// <summary>The record it stands at.</summary>
    public required long AppliedSeq { get; init; }

    /// <summary>A checksum in the form it is kept in.</summary>
    public static string Text(ulong sum) => sum.ToString("x16", CultureInfo.InvariantCulture);
}
