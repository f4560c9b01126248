using System.Buffers;
using System.IO.Pipelines;

namespace HeroProc.Host.Rpc.Newline;

/// <summary>
/// Cuts a stream of bytes into lines. Every byte is looked at once and copied at most twice, however the line arrives;
/// a line over the limit is skipped without being kept. Not thread-safe.
/// </summary>
/// <param name="input">The stream.</param>
/// <param name="limit">Most bytes of a line, its end not counted.</param>
internal sealed class LineReader(PipeReader input, int limit) : IDisposable
{
    private const int FirstSize = 4_096;

    private ReadOnlySequence<byte> _rest;
    private bool _holdsResult;
    private bool _ended;
    private bool _skipping;
    private byte[] _partial = [];
    private int _partialLength;
    private bool _partialGiven;

    /// <summary>Reads the next line.</summary>
    public async ValueTask<Line> ReadAsync(CancellationToken cancellationToken)
    {
        if (_partialGiven)
        {
            Forget();
        }

        while (true)
        {
            while (!_rest.IsEmpty)
            {
                if (TryCut() is { } line)
                {
                    return line;
                }
            }

            if (_holdsResult)
            {
                input.AdvanceTo(_rest.End);
                _holdsResult = false;
            }

            if (_ended)
            {
                return LastLine();
            }

            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            _rest = result.Buffer;
            _holdsResult = true;
            _ended = result.IsCompleted || result.IsCanceled;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Forget();

    // Null when the line's end is not there yet and what is has been kept, or when the end of a skipped line was found.
    private Line? TryCut()
    {
        var end = _rest.PositionOf((byte)'\n');
        var piece = end is null ? _rest : _rest.Slice(0, end.Value);
        _rest = end is null ? _rest.Slice(_rest.End) : _rest.Slice(_rest.GetPosition(1, end.Value));
        if (_skipping)
        {
            _skipping = end is null;
            return null;
        }

        // One more than the limit may be the return before the line's end.
        if (_partialLength + piece.Length > limit + 1L)
        {
            Forget();
            _skipping = end is null;
            return Line.TooLong;
        }

        if (end is not null && _partialLength == 0 && piece.IsSingleSegment)
        {
            return Finish(piece.First);
        }

        Keep(piece);
        if (end is null)
        {
            return null;
        }

        _partialGiven = true;
        return Finish(_partial.AsMemory(0, _partialLength));
    }

    private Line LastLine()
    {
        if (_partialLength == 0 || _partialGiven)
        {
            return Line.End;
        }

        // A sender that closes its side without a last line end has still said what it said.
        _partialGiven = true;
        return Finish(_partial.AsMemory(0, _partialLength));
    }

    private Line Finish(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.EndsWith("\r"u8))
        {
            bytes = bytes[..^1];
        }

        return bytes.Length > limit ? Line.TooLong : new Line(LineKind.Text, bytes);
    }

    private void Keep(ReadOnlySequence<byte> piece)
    {
        var needed = _partialLength + (int)piece.Length;
        if (needed > _partial.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(FirstSize, Math.Min(Math.Max(needed, _partial.Length * 2L), limit + 1L)));
            _partial.AsSpan(0, _partialLength).CopyTo(larger);
            Return();
            _partial = larger;
        }

        piece.CopyTo(_partial.AsSpan(_partialLength));
        _partialLength = needed;
    }

    private void Forget()
    {
        Return();
        _partial = [];
        _partialLength = 0;
        _partialGiven = false;
    }

    private void Return()
    {
        if (_partial.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_partial);
        }
    }
}
