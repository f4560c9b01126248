using HeroProc.Extensibility.Loading;

namespace HeroProc.Host.Hosting;

/// <summary>
/// Compares every key of the configuration with what the owners of its sections know. A setting that nobody reads is a
/// misspelt one: it stops the start instead of being passed over.
/// </summary>
internal sealed class SettingsCheck(IReadOnlyList<KnownSettings> known)
{
    // Read by the framework itself, with names of their own choice inside.
    private static readonly string[] FrameworkSections = ["Logging", "AllowedHosts"];

    /// <summary>All faults, in the order of the keys. With <paramref name="section"/>, only what lies in that section.</summary>
    public IReadOnlyList<string> Run(IConfiguration configuration, string? section = null)
    {
        var faults = new List<string>();
        foreach (var child in configuration.GetChildren())
        {
            if (section is null
                ? !FrameworkSections.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
                : child.Key.Equals(section, StringComparison.OrdinalIgnoreCase))
            {
                CheckLeaves(child, faults);
            }
        }

        return faults;
    }

    private void CheckLeaves(IConfigurationSection section, List<string> faults)
    {
        var isLeaf = true;
        foreach (var child in section.GetChildren())
        {
            isLeaf = false;
            CheckLeaves(child, faults);
        }

        if (isLeaf && FaultOf(section) is { } fault)
        {
            faults.Add($"{section.Path}: {fault}");
        }
    }

    private string? FaultOf(IConfigurationSection leaf)
    {
        var segments = leaf.Path.Split(ConfigurationPath.KeyDelimiter);
        SettingLookup? nearest = null;
        foreach (var owner in known)
        {
            var prefix = owner.Section.Split(ConfigurationPath.KeyDelimiter);
            if (segments.Length < prefix.Length || !prefix.SequenceEqual(segments.Take(prefix.Length), StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            var found = SettingLookup.Find(owner, segments.AsSpan(prefix.Length), leaf.Value);
            if (found.IsKnown)
            {
                return found.Fault;
            }

            nearest = nearest is null ? found : nearest.Nearer(found);
        }

        return Unknown(leaf.Path, nearest);
    }

    private string Unknown(string path, SettingLookup? nearest)
    {
        if (path.Equals("Urls", StringComparison.OrdinalIgnoreCase))
        {
            return "unknown setting; did you mean Host:Url?";
        }

        var sections = known.Select(owner => owner.Section).ToArray();
        var guess = nearest is not null
            ? nearest.Guess
            : NearestName.Find(path.Split(ConfigurationPath.KeyDelimiter)[0], sections.Concat(FrameworkSections));
        return guess is null ? "unknown setting" : $"unknown setting; did you mean {guess}?";
    }
}
