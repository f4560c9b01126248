using System.IO.Hashing;
using HeroProc.Journal;
using Microsoft.Win32.SafeHandles;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// One of the two files of the engine, held by this process alone. It remembers a checksum of every page it read or wrote, so
/// a page changed behind its back is found when it is next read. Thread-safe: the engine writes its log from a thread of its own.
/// </summary>
/// <remarks>
/// Flushes of the engine are passed over: the journal is the truth, a killed process leaves its writes with the operating
/// system, and after a power cut the file is not used at all. <see cref="Sync"/> is for a clean close.
/// </remarks>
internal sealed class IndexFile : Stream
{
    /// <summary>What the engine reads and writes at a time.</summary>
    public const int PageSize = 8192;

    private const ulong Unknown = 0;

    // Far more than one transaction adds. A page number that is noise would make the file, and what is remembered of it, terabytes long.
    private const long MaxGap = 4L * 1024 * 1024 * 1024;

    private readonly FileStream _file;
    private readonly Lock _lock = new();
    private readonly List<ulong> _sums = [];
    private long _length;
    private IOException? _fault;

    private IndexFile(FileStream file)
    {
        _file = file;
        _length = file.Length;
    }

    /// <summary>
    /// The first write the disk refused, or null. It is kept here and not thrown, because it may happen on the engine's own
    /// writing thread, which would then wait for itself.
    /// </summary>
    public IOException? Fault => Volatile.Read(ref _fault);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length
    {
        get
        {
            lock (_lock)
            {
                return _length;
            }
        }
    }

    /// <inheritdoc/>
    public override long Position { get; set; }

    private SafeFileHandle Handle => _file.SafeFileHandle;

    /// <summary>Opens or creates the file (0600). Throws <see cref="IOException"/> when another process has it.</summary>
    public static IndexFile Open(string path) =>
        new(new FileStream(path, PrivateFolder.FileOptions(FileMode.OpenOrCreate, FileShare.None)));

    /// <summary>Reads the whole file, remembers the checksum of each page and returns one of them all.</summary>
    public ulong ReadSums()
    {
        lock (_lock)
        {
            _sums.Clear();
            var buffer = new byte[64 * PageSize];
            int read;
            for (long at = 0; (read = RandomAccess.Read(Handle, buffer, at)) > 0; at += read - (read % PageSize))
            {
                for (var page = 0; page + PageSize <= read; page += PageSize)
                    _sums.Add(SumOf(buffer.AsSpan(page, PageSize)));
                if (read < PageSize)
                    break;
            }

            return PageSums.Combine(_sums);
        }
    }

    /// <summary>The checksum of the whole file, as it was read and written here.</summary>
    public ulong Sum()
    {
        lock (_lock)
        {
            // Pages the engine took into the file and never wrote are holes, not yet seen.
            var page = new byte[PageSize];
            for (var number = 0; number < _length / PageSize; number++)
            {
                if (number == _sums.Count)
                    _sums.Add(Unknown);
                if (_sums[number] is not Unknown)
                    continue;
                ReadPage((long)number * PageSize, page);
                _sums[number] = SumOf(page);
            }

            return PageSums.Combine(_sums);
        }
    }

    /// <summary>Reads a page, whole and as it was written; throws <see cref="IOException"/> otherwise.</summary>
    public void ReadPage(long position, Span<byte> page)
    {
        lock (_lock)
        {
            for (var done = 0; done < page.Length;)
            {
                var read = RandomAccess.Read(Handle, page[done..], position + done);
                if (read == 0)
                    throw new EndOfStreamException($"The index was cut off at {position + done} bytes by something else than this process.");
                done += read;
            }

            if (!IsPage(position, page.Length))
                return;
            var number = (int)(position / PageSize);
            if (number < _sums.Count && _sums[number] is not Unknown and var sum && sum != SumOf(page))
                throw new IOException($"Page {number} of the index was changed by something else than this process.");
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ReadPage(Position, buffer.AsSpan(offset, count));
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (_lock)
        {
            try
            {
                if (Position > _length + MaxGap)
                    throw new IOException($"A page of the index would lie at {Position} bytes in a file of {_length}: its number is not one that was given.");
                RandomAccess.Write(Handle, buffer.AsSpan(offset, count), Position);
                Remember(Position, buffer.AsSpan(offset, count));
                _length = Math.Max(_length, Position + count);
                Position += count;
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                Volatile.Write(ref _fault, _fault ?? exception as IOException ?? new IOException("The index is closed.", exception));
            }
        }
    }

    /// <inheritdoc/>
    public override void SetLength(long value)
    {
        lock (_lock)
        {
            RandomAccess.SetLength(Handle, value);
            _length = value;
            var pages = (int)(value / PageSize);
            if (_sums.Count > pages)
                _sums.RemoveRange(pages, _sums.Count - pages);
        }
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    /// <summary>Nothing; see the remarks.</summary>
    public override void Flush()
    {
    }

    /// <summary>Puts everything written on the disk.</summary>
    public void Sync() => RandomAccess.FlushToDisk(Handle);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_lock)
            {
                _file.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private static bool IsPage(long position, int count) => count == PageSize && position % PageSize == 0;

    private static ulong SumOf(ReadOnlySpan<byte> page) => XxHash3.HashToUInt64(page) is not Unknown and var sum ? sum : 1;

    private void Remember(long position, ReadOnlySpan<byte> bytes)
    {
        for (var at = position - (position % PageSize); at < position + bytes.Length; at += PageSize)
        {
            var number = (int)(at / PageSize);
            while (_sums.Count <= number)
                _sums.Add(Unknown);
            var whole = at >= position && at + PageSize <= position + bytes.Length;
            _sums[number] = whole ? SumOf(bytes.Slice((int)(at - position), PageSize)) : Unknown;
        }
    }
}
