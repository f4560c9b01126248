using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Messages;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace HeroProc.Host.Rpc.Newline;

/// <summary>Tells HTTP from newline-delimited messages by a connection's first byte, and serves the latter. Thread-safe.</summary>
internal sealed partial class RpcTransport(NewlineServices services, ILogger<RpcTransport> logger)
{
    private int _open;

    /// <summary>Newline connections open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Serves one connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="http">What serves it when it speaks HTTP.</param>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        switch (await FirstByteAsync(connection).ConfigureAwait(false))
        {
            case null:
                return;
            case >= (byte)'A' and <= (byte)'Z':
                await http(connection).ConfigureAwait(false);
                return;
        }

        try
        {
            if (Interlocked.Increment(ref _open) > services.Options.MaxConnections)
            {
                TooManyConnections(services.Options.MaxConnections);
                using var refusal = MessageWriter.Error(IncomingMessage.NullId, RpcError.Overloaded(services.Options.RetryAfterMs));
                refusal.Append("\n"u8);
                await connection.Transport.Output.WriteAsync(refusal.Written, connection.ConnectionClosed).ConfigureAwait(false);
                return;
            }

            await ServeNewlineAsync(connection).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client went away while it was told.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task ServeNewlineAsync(ConnectionContext connection)
    {
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var served = new NewlineConnection(services, connection, CutOff, stopping);
        await served.RunAsync().ConfigureAwait(false);

        void CutOff(string reason)
        {
            ClientCutOff(reason);
            connection.Abort(new ConnectionAbortedException(reason));
        }
    }

    // Null when the connection ended, or stayed silent too long, before it said anything. ConnectionClosed is not asked: it
    // is cancelled as soon as the client ends its side, when what it sent before may still wait to be read.
    private async ValueTask<byte?> FirstByteAsync(ConnectionContext connection)
    {
        using var silent = new CancellationTokenSource(TimeSpan.FromMilliseconds(services.Options.FirstByteMs), services.Time);
        try
        {
            while (true)
            {
                var result = await connection.Transport.Input.ReadAsync(silent.Token).ConfigureAwait(false);
                if (!result.Buffer.IsEmpty)
                {
                    var first = result.Buffer.FirstSpan[0];
                    connection.Transport.Input.AdvanceTo(result.Buffer.Start);
                    return first;
                }

                connection.Transport.Input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted || result.IsCanceled)
                {
                    return null;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return null;
        }
    }
}
