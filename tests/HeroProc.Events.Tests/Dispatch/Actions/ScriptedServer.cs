using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace HeroProc.Events.Tests.Dispatch.Actions;

/// <summary>A server on a real socket that reads one request a connection and answers it with the bytes it was given.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<(string Head, byte[] Body)> _requests = Channel.CreateUnbounded<(string, byte[])>();
    private readonly Task _accepting;

    public ScriptedServer(EndPoint endPoint, Func<string, byte[]?> answer)
    {
        _listener = new Socket(endPoint.AddressFamily, SocketType.Stream, endPoint is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        _listener.Bind(endPoint);
        _listener.Listen();
        _accepting = AcceptAsync(answer);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public int Requests => _requests.Reader.Count;

    public static ScriptedServer OnLoopback(string answer) => new(new IPEndPoint(IPAddress.Loopback, 0), _ => Encoding.Latin1.GetBytes(answer));

    /// <summary>A whole answer.</summary>
    public static string Http(int status, string body = "", string headers = "") =>
        $"HTTP/1.1 {status} X\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}";

    public ValueTask<(string Head, byte[] Body)> NextAsync(CancellationToken cancellationToken) => _requests.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<string, byte[]?> answer)
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptAsync(_stop.Token);
                await using var stream = new NetworkStream(connection);
                var request = await ReadAsync(stream);
                _requests.Writer.TryWrite(request);
                if (answer(Encoding.UTF8.GetString(request.Body)) is { } bytes)
                {
                    await stream.WriteAsync(bytes, _stop.Token);
                }
                else
                {
                    // Never answers: holds the connection until the client or the test gives up.
                    await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, _stop.Token);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException && _stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async Task<(string Head, byte[] Body)> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(bytes) && await stream.ReadAsync(one, _stop.Token) == 1)
        {
            bytes.Add(one[0]);
        }

        var head = Encoding.Latin1.GetString([.. bytes]);
        var length = head.Split("\r\n").Where(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(static line => int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return (head, body);
    }

    private static bool EndsHead(List<byte> bytes) => bytes.Count >= 4 && bytes[^4] == '\r' && bytes[^3] == '\n' && bytes[^2] == '\r' && bytes[^1] == '\n';
}
