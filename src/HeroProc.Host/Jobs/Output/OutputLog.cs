namespace HeroProc.Host.Jobs.Output;

/// <summary>
/// Keeps the output of one start within a fixed number of bytes on disk, however much comes: the beginning in one file, the end
/// in two that take turns. Both streams write to it; thread-safe. Output is no promise: it is not synced, and a disk that
/// refuses costs lines, never the job.
/// </summary>
internal sealed partial class OutputLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly int _limit;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private FileStream? _file;
    private long _fileBytes;
    private long _number;
    private int _turn = -1;
    private bool _failed;

    /// <param name="folder">The folder of the start; a log that is there is continued.</param>
    /// <param name="limit">The most bytes of all files together.</param>
    /// <param name="time">Tells when a line came.</param>
    /// <param name="logger">Hears, once, of a disk that refuses.</param>
    public OutputLog(string folder, int limit, TimeProvider time, ILogger logger)
    {
        _folder = folder;
        _limit = limit;
        _time = time;
        _logger = logger;
        var kept = OutputFiles.Read(folder);
        if (kept.Count > 0)
        {
            _number = kept[^1].Number;
            // After an adoption the head stays as it is, and the end goes on in the file that was not written last.
            _turn = OutputFiles.LastNumber(folder, 0) > OutputFiles.LastNumber(folder, 1) ? 1 : 0;
        }
    }

    /// <summary>Bytes after which a line is kept in pieces, so that one fits into the smallest file.</summary>
    public int MaxLineBytes => Math.Min(16 * 1024, OutputFiles.TailBytes(_limit) - OutputLine.FrameBytes);

    /// <summary>Keeps one line of at most <see cref="MaxLineBytes"/>, without its end.</summary>
    public void Add(bool error, ReadOnlySpan<byte> text)
    {
        lock (_gate)
        {
            _number++;
            try
            {
                Write(error, text);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (!_failed)
                {
                    _failed = true;
                    NotKept(exception);
                }
            }
        }
    }

    /// <summary>Hands what was added to the system, so that a reader sees it.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            try
            {
                _file?.Flush();
            }
            catch (IOException exception)
            {
                if (!_failed)
                {
                    _failed = true;
                    NotKept(exception);
                }
            }
        }
    }

    public void Dispose()
    {
        Flush();
        lock (_gate)
        {
            try
            {
                _file?.Dispose();
            }
            catch (IOException exception)
            {
                NotKept(exception);
            }

            _file = null;
        }
    }

    private void Write(bool error, ReadOnlySpan<byte> text)
    {
        Span<byte> front = stackalloc byte[OutputLine.FrameBytes];
        front = front[..OutputLine.WriteFront(front, _number, error, _time.GetUtcNow().ToUnixTimeMilliseconds())];
        var bytes = front.Length + text.Length + 1;
        _file ??= Open(_turn < 0 ? OutputFiles.Head : OutputFiles.TailName(_turn));
        if (_fileBytes + bytes > (_turn < 0 ? OutputFiles.HeadBytes(_limit) : OutputFiles.TailBytes(_limit)))
        {
            _file.Dispose();
            _file = null;
            _turn++;
            _file = Open(OutputFiles.TailName(_turn));
        }

        _file.Write(front);
        _file.Write(text);
        _file.WriteByte((byte)'\n');
        _fileBytes += bytes;
    }

    private FileStream Open(string name)
    {
        _fileBytes = 0;
        var path = Path.Combine(_folder, name);
        File.Delete(path);
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    [LoggerMessage(3220, LogLevel.Warning, "The disk refuses the output of a job; lines are lost until it takes them again")]
    private partial void NotKept(Exception exception);
}
