namespace HeroProc.Events.TestKit.Processes;

/// <summary>How a host process ended.</summary>
/// <param name="Code">The exit code; 137 after SIGKILL.</param>
/// <param name="Output">The lines of its standard output.</param>
/// <param name="Errors">The lines of its standard error.</param>
public sealed record HostExit(int Code, IReadOnlyList<string> Output, IReadOnlyList<string> Errors);
