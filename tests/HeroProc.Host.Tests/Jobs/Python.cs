using HeroProc.Host.Jobs.Running;

namespace HeroProc.Host.Tests.Jobs;

/// <summary>The environment of test processes: a plain search path, unless python3 lies elsewhere.</summary>
internal static class Python
{
    public static IReadOnlyDictionary<string, string> Environment { get; } = File.Exists("/usr/bin/python3")
        ? new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["LANG"] = "C.UTF-8" }
        : AttemptEnvironment.Base(System.Environment.GetEnvironmentVariables());
}
