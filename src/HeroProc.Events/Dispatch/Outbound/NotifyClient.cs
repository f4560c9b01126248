namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>
/// The HTTP client of notifications: no redirects, proxies or cookies, no unpacking, and connections only where
/// <see cref="OutboundConnector"/> lets them. Thread-safe.
/// </summary>
internal sealed class NotifyClient : IDisposable
{
    private readonly HttpClient _http;

    public NotifyClient(OutboundConnector connector)
    {
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = connector.ConnectAsync,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            MaxResponseHeadersLength = 32,
            MaxResponseDrainSize = 64 * 1024,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            MaxConnectionsPerServer = 16,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // A name that changes its address is asked again after a while.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            // The trace goes on from the event, not from whatever runs here.
            ActivityHeadersPropagator = null,
        })
        {
            // The attempt has a time-out of its own, by the injected clock.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Sends, and returns at the answer's headers.</summary>
    /// <exception cref="HttpRequestException">Nobody answered, or not in HTTP.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
