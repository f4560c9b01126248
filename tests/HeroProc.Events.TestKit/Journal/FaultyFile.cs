using HeroProc.Journal;

namespace HeroProc.Events.TestKit;

/// <summary>An open file of a <see cref="FaultyDisk"/>; it dies with the process that opened it.</summary>
internal sealed class FaultyFile(FaultyDisk disk, FaultyInode inode, int life) : IJournalFile
{
    private volatile bool _disposed;

    public long Length => disk.Length(Alive(), life);

    public int Read(Span<byte> buffer, long offset) => disk.Read(Alive(), life, buffer, offset);

    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset) => disk.Write(Alive(), life, buffers, offset);

    public void SetLength(long length) => disk.SetLength(Alive(), life, length);

    public void Sync() => disk.Sync(Alive(), life);

    public void Dispose() => _disposed = true;

    private FaultyInode Alive()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return inode;
    }
}
