namespace HeroProc.Host.Jobs.Running;

/// <summary>The interpreters the host runs as processes.</summary>
internal static class Interpreters
{
    public const string Bash = "bash";
    public const string Python3 = "python3";
    public const string Exec = "exec";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Bash, Python3, Exec];
}
