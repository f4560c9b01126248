using System.Collections;

namespace HeroProc.Host.Hosting;

/// <summary>
/// Puts the configuration together: defaults, <c>appsettings.json</c> beside the binaries, environment <c>HEROPROC_</c>,
/// command line; the later wins. No other source is read, so that every setting there is can be checked.
/// </summary>
internal static class HostConfiguration
{
    private const string Prefix = "HEROPROC_";

    // Where the tests find bodies of real senders. It has the prefix but is no setting, and a developer's shell may have it.
    private const string Payloads = "HEROPROC_PAYLOADS";

    private static readonly KeyValuePair<string, string?>[] Defaults =
    [
        new("Host:Extensions:0", "extensions/HeroProc.Events"),
        new("Logging:LogLevel:Default", "Information"),
        new("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
        new("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Warning"),
    ];

    public static StartStep<IConfigurationRoot> Read(string folder, IDictionary environment, IReadOnlyList<string> args)
    {
        var faults = new List<string>();
        var commandLine = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        CommandLineSettings.Read(args, commandLine, faults);
        try
        {
            var configuration = new ConfigurationBuilder()
                .SetBasePath(folder)
                .AddInMemoryCollection(Defaults)
                .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
                .AddInMemoryCollection(FromEnvironment(environment))
                .AddInMemoryCollection(commandLine)
                .Build();
            return faults.Count == 0 ? StartStep<IConfigurationRoot>.Done(configuration) : StartStep<IConfigurationRoot>.Refused(faults);
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            var reason = exception.GetBaseException().Message;
            return StartStep<IConfigurationRoot>.Refused([.. faults, $"appsettings.json: cannot be read: {reason}"]);
        }
    }

    private static Dictionary<string, string?> FromEnvironment(IDictionary environment)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in environment)
        {
            if (entry.Key is string name && name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && name.Length > Prefix.Length && name != Payloads)
            {
                settings[name[Prefix.Length..].Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)] = entry.Value as string;
            }
        }

        return settings;
    }
}
