using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace HeroProc.Host.Jobs.Output;

/// <summary>
/// Reads one stream of a process until its end, in lines. It always reads on, so a process is never held up for longer than the
/// log takes a line; memory is one block and one line.
/// </summary>
internal sealed class OutputPump(SafePipeHandle pipe, bool error, OutputLog log) : IAsyncDisposable
{
    private readonly AnonymousPipeClientStream _stream = new(PipeDirection.In, pipe);
    private readonly byte[] _line = new byte[log.MaxLineBytes];
    private int _length;

    /// <summary>Reads to the end, or until cancelled; what came of a last line without an end is kept.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var block = new byte[32 * 1024];
        try
        {
            int read;
            while ((read = await _stream.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0)
            {
                Take(block.AsSpan(0, read));
                log.Flush();
            }
        }
        catch (OperationCanceledException)
        {
            // The reader goes, the process may stay: an adopting host reads on.
        }
        finally
        {
            if (_length > 0)
            {
                Emit();
            }

            log.Flush();
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            var room = Math.Min(part.Length, _line.Length - _length);
            part[..room].CopyTo(_line.AsSpan(_length));
            _length += room;
            if (room < part.Length)
            {
                Emit();
                bytes = bytes[room..];
            }
            else if (end >= 0)
            {
                Emit();
                bytes = bytes[(end + 1)..];
            }
            else
            {
                return;
            }
        }
    }

    private void Emit()
    {
        log.Add(error, _line.AsSpan(0, _length));
        _length = 0;
    }
}
