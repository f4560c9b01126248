namespace HeroProc.Journal;

[Flags]
internal enum FrameFlags : byte
{
    None = 0,

    /// <summary>The last record of its batch: a batch without one was torn.</summary>
    LastOfBatch = 1,

    /// <summary>
    /// No record: everything up to and including its sequence number is on disk, and the log ended here when it was written.
    /// The next group is written over it.
    /// </summary>
    DurableEnd = 2,
}
