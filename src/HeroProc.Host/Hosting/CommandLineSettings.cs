namespace HeroProc.Host.Hosting;

/// <summary>
/// Reads <c>--Section:Name=value</c> and <c>--Section:Name value</c>. The framework's own reader passes over what it does
/// not understand; here every argument is either a setting or a fault.
/// </summary>
internal static class CommandLineSettings
{
    /// <summary>Adds the settings to <paramref name="settings"/> and one line for each argument that is none to <paramref name="faults"/>.</summary>
    public static void Read(IReadOnlyList<string> args, IDictionary<string, string?> settings, ICollection<string> faults)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var text = args[i];
            var name = text.StartsWith("--", StringComparison.Ordinal) ? text[2..] : string.Empty;
            var equals = name.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                settings[name[..equals]] = name[(equals + 1)..];
            }
            else if (name.Length == 0 || equals == 0)
            {
                faults.Add($"{text}: unknown argument; a setting is written --Section:Name=value");
            }
            else if (i + 1 == args.Count || args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                faults.Add($"{text}: has no value; a setting is written --Section:Name=value");
            }
            else
            {
                settings[name] = args[++i];
            }
        }
    }
}
