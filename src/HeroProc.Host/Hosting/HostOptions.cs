namespace HeroProc.Host.Hosting;

/// <summary>Settings of the host itself, section <c>Host</c>.</summary>
internal sealed class HostOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Host";

    /// <summary>
    /// The address of <c>/hooks</c>, <c>/admin</c> and <c>/health</c>: <c>http://</c>, an IP address or <c>localhost</c>, and a
    /// port. Port 0 takes a free one, which the ready line names.
    /// </summary>
    public string Url { get; set; } = "http://127.0.0.1:7480";

    /// <summary>True serves <c>/rpc</c> on <see cref="Url"/> too, to everyone who reaches it. Default false.</summary>
    public bool RpcOverTcp { get; set; }

    /// <summary>
    /// Folders of extensions, absolute or relative to the host's binaries. The first is <c>extensions/HeroProc.Events</c> unless
    /// index 0 says otherwise; an empty entry is skipped.
    /// </summary>
    public IList<string> Extensions { get; } = [];

    /// <summary>The most open connections of each address: the TCP one and each socket has its own count. 1 to 100,000; default 2,000.</summary>
    public int MaxConnections { get; set; } = 2_000;

    /// <summary>How long an idle connection is kept. 1 second to 1 hour; default 2 minutes.</summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a client may take to send the headers of a request. 1 second to 5 minutes; default 15 seconds.</summary>
    public TimeSpan RequestHeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long running work may take to end after a stop signal. 1 to 9 seconds; default 8 seconds.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(8);
}
