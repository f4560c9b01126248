namespace HeroProc.Events.TestKit.Processes;

/// <summary>How a host process is started. The defaults start the default extension on new folders and a free port.</summary>
public sealed record HostSetup
{
    /// <summary>Settings given on the command line: <c>["Host:RpcOverTcp"] = "true"</c>. They win over those of the harness.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Environment variables beside <c>PATH_SOCKET</c> and <c>PATH_VAR</c>, which may be overridden here.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Command-line arguments passed as they are, behind the settings.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The folders to run on; null makes new ones, which go with the process object.</summary>
    public HostFolder? Folder { get; init; }

    /// <summary>How long the host may take until it is ready, and until it has ended after a signal. Default one minute.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(1);
}
