using Microsoft.Win32.SafeHandles;

namespace HeroProc.Journal;

internal sealed class FileJournalFile(FileStream stream) : IJournalFile
{
    private readonly SafeFileHandle _handle = stream.SafeFileHandle;

    public long Length => RandomAccess.GetLength(_handle);

    public int Read(Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(_handle, buffer[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }

        return total;
    }

    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset) => RandomAccess.Write(_handle, buffers, offset);

    public void SetLength(long length) => RandomAccess.SetLength(_handle, length);

    public void Sync() => Posix.SyncData(_handle);

    public void Dispose() => stream.Dispose();
}
