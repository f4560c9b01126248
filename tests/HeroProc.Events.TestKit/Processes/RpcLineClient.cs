using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace HeroProc.Events.TestKit.Processes;

/// <summary>A client of the newline-delimited transport: calls in flight side by side, notifications as they come. Thread-safe.</summary>
public sealed class RpcLineClient : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly TimeSpan _limit;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly Channel<JsonElement> _notifications = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<JsonElement> _others = Channel.CreateUnbounded<JsonElement>();
    private readonly Task _reading;
    private long _lastId;

    private RpcLineClient(Stream stream, TimeSpan limit)
    {
        _stream = stream;
        _limit = limit;
        _reading = ReadAsync();
    }

    /// <summary>Messages with a method and no id, in the order received; completed when the connection ends.</summary>
    public ChannelReader<JsonElement> Notifications => _notifications.Reader;

    /// <summary>Answers to no call of this client, such as those to lines sent raw; completed when the connection ends.</summary>
    public ChannelReader<JsonElement> OtherAnswers => _others.Reader;

    /// <summary>Completes when the host has closed the connection.</summary>
    public Task Closed => _reading;

    /// <summary>Connects. <paramref name="limit"/> bounds every wait.</summary>
    public static async Task<RpcLineClient> ConnectAsync(string socket, TimeSpan limit)
    {
        using var limiter = new CancellationTokenSource(limit);
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), limiter.Token);
            return new RpcLineClient(new NetworkStream(connection, ownsSocket: true), limit);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Calls a method and waits for its whole answer: <c>result</c> or <c>error</c> is inside.</summary>
    public async Task<JsonElement> CallAsync(string method, object? parameters = null)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = answer;
        await SendAsync(RpcMessages.Request(id, method, parameters));
        return await answer.Task.WaitAsync(_limit);
    }

    /// <summary>Sends one line exactly as given, and the line end.</summary>
    public Task SendRawAsync(string line) => SendAsync(Encoding.UTF8.GetBytes(line));

    /// <summary>The next notification.</summary>
    public async Task<JsonElement> NextNotificationAsync()
    {
        using var limiter = new CancellationTokenSource(_limit);
        return await _notifications.Reader.ReadAsync(limiter.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _reading;
        _sending.Dispose();
    }

    private async Task SendAsync(byte[] message)
    {
        using var limiter = new CancellationTokenSource(_limit);
        await _sending.WaitAsync(limiter.Token);
        try
        {
            await _stream.WriteAsync(message, limiter.Token);
            await _stream.WriteAsync("\n"u8.ToArray(), limiter.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        using var reader = new StreamReader(_stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        Exception? end = null;
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                Sort(JsonElement.Parse(line));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or JsonException)
        {
            end = exception;
        }

        foreach (var call in _calls.Values)
        {
            call.TrySetException(new IOException("The connection ended before the answer came.", end));
        }

        _notifications.Writer.TryComplete();
        _others.Writer.TryComplete();
    }

    private void Sort(JsonElement message)
    {
        var isObject = message.ValueKind == JsonValueKind.Object;
        if (isObject && message.TryGetProperty("method", out _))
        {
            _notifications.Writer.TryWrite(message);
        }
        else if (isObject && message.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) && _calls.TryRemove(number, out var call))
        {
            call.TrySetResult(message);
        }
        else
        {
            _others.Writer.TryWrite(message);
        }
    }
}
