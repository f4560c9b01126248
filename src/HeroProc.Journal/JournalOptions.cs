using System.Security.Cryptography;

namespace HeroProc.Journal;

/// <summary>Limits and seams of one journal. The defaults suit a single host; every bound is on memory or on file size.</summary>
public sealed record JournalOptions
{
    /// <summary>Bytes after which the next segment is begun. Default 64 MiB; 4 KiB to 1 GiB. A single batch larger than this gets a segment of its own.</summary>
    public long SegmentBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The most bytes (payloads) one batch may have. Default 64 MiB; at least one record's limit, at most <see cref="MaxQueuedBytes"/>.</summary>
    public long MaxBatchBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The most records one batch may have. Default 65,536; at least 1, at most <see cref="MaxQueuedRecords"/>.</summary>
    public int MaxBatchRecords { get; init; } = 65_536;

    /// <summary>The most bytes waiting for the disk; an append that would pass it is answered Overloaded. Default 128 MiB.</summary>
    public long MaxQueuedBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>The most records waiting for the disk; an append that would pass it is answered Overloaded. Default 65,536.</summary>
    public int MaxQueuedRecords { get; init; } = 65_536;

    /// <summary>
    /// Zeros written ahead of the end, so that a sync need not record a new file length each time. Default 1 MiB; 0 turns it
    /// off; at most 64 MiB. What lies ahead is given back when the segment is left.
    /// </summary>
    public int PreallocateBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Called on the writing thread after each group that reached the disk, for metrics. It must be quick; what it throws is
    /// logged and goes no further. Default: nothing.
    /// </summary>
    public Action<JournalCommit>? OnCommit { get; init; }

    /// <summary>
    /// Gives each new segment the 64 random bits that mark its frames, so that bytes inside a payload can never pass for a
    /// frame of the journal. Default: the system's cryptographic randomness; a test may give its own.
    /// </summary>
    public Func<ulong> NewMarker { get; init; } = static () => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    internal void Validate()
    {
        Range(SegmentBytes, 4096, 1024L * 1024 * 1024, nameof(SegmentBytes));
        Range(MaxQueuedBytes, JournalRecord.MaxBytes, 4096L * 1024 * 1024, nameof(MaxQueuedBytes));
        Range(MaxBatchBytes, JournalRecord.MaxBytes, MaxQueuedBytes, nameof(MaxBatchBytes));
        Range(MaxQueuedRecords, 1, 16 * 1024 * 1024, nameof(MaxQueuedRecords));
        Range(MaxBatchRecords, 1, MaxQueuedRecords, nameof(MaxBatchRecords));
        Range(PreallocateBytes, 0, 64 * 1024 * 1024, nameof(PreallocateBytes));
        ArgumentNullException.ThrowIfNull(NewMarker);
    }

    private static void Range(long value, long low, long high, string name)
    {
        if (value < low || value > high)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be between {low} and {high}.");
    }
}
