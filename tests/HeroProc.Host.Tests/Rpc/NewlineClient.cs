using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace HeroProc.Host.Tests.Rpc;

/// <summary>A raw client of the newline transport: bytes out, lines in.</summary>
internal sealed class NewlineClient : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    public NewlineClient(Socket socket)
    {
        Socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(_stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
    }

    public Socket Socket { get; }

    public Task SendAsync(string line, CancellationToken cancellationToken = default) => SendAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken);

    public async Task SendAsync(byte[] bytes, CancellationToken cancellationToken = default) => await _stream.WriteAsync(bytes, cancellationToken);

    /// <summary>The next line, or null when the server has closed.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken = default) => await _reader.ReadLineAsync(cancellationToken);

    public async Task<JsonElement> ReadAsync(CancellationToken cancellationToken = default) =>
        JsonElement.Parse(await ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The server closed the connection."));

    public async Task<JsonElement> CallAsync(string line, CancellationToken cancellationToken = default)
    {
        await SendAsync(line, cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    public void Dispose() => _reader.Dispose();
}
