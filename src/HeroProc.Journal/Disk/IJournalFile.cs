namespace HeroProc.Journal;

/// <summary>
/// An open file of the journal. Reads may run beside each other and beside one write; writes, <see cref="SetLength"/> and
/// <see cref="Sync"/> come from one thread at a time. After Dispose every call throws <see cref="ObjectDisposedException"/>.
/// </summary>
public interface IJournalFile : IDisposable
{
    /// <summary>Bytes in the file, written or not yet synced.</summary>
    long Length { get; }

    /// <summary>Reads up to the buffer's length at the offset; fewer only at the end of the file, 0 past it.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all buffers one behind the other. When it throws, any part may have been written.</summary>
    void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset);

    /// <summary>Cuts the file, or lengthens it with zeros.</summary>
    void SetLength(long length);

    /// <summary>
    /// Returns when everything written before is on disk. After it throws, nothing written since the last one that returned
    /// may be taken as stored, not even when a later call returns: the system may have dropped the pages.
    /// </summary>
    void Sync();
}
