using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests;

/// <summary>Set-ups the tests of the host's shell share.</summary>
internal static class Hosts
{
    /// <summary>The host without any extension: what is seen is the host's own.</summary>
    public static HostSetup Bare(params IReadOnlyList<(string Name, string Value)> settings) => With([("Host:Extensions:0", ""), .. settings]);

    /// <summary>The host with the extension that fails as asked, and no other.</summary>
    public static HostSetup Faulty(string fault, params IReadOnlyList<(string Name, string Value)> settings) =>
        With([("Host:Extensions:0", HostBinary.OutputOf("tests/HeroProc.Host.FaultyExtension")), ("Faulty:Fault", fault), .. settings]);

    private static HostSetup With(IReadOnlyList<(string Name, string Value)> settings) =>
        new() { Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.OrdinalIgnoreCase) };
}
