using HeroProc.Host.Hosting;

namespace HeroProc.Host.Extensions;

/// <summary>Puts extensions behind those they require; otherwise they keep the order they are listed in.</summary>
internal static class ExtensionOrder
{
    /// <summary>The order, or every clash of names, missing requirement and circle.</summary>
    public static StartStep<IReadOnlyList<ExtensionManifest>> Of(IReadOnlyList<ExtensionManifest> manifests)
    {
        var faults = new List<string>();
        var byName = new Dictionary<string, ExtensionManifest>(StringComparer.OrdinalIgnoreCase);
        foreach (var manifest in manifests)
        {
            if (!byName.TryAdd(manifest.Name, manifest))
            {
                faults.Add($"extension {manifest.Name}: the name is used twice, in {byName[manifest.Name].Folder} and in {manifest.Folder}");
            }
        }

        foreach (var manifest in manifests)
        {
            faults.AddRange(manifest.Requires
                .Where(required => !byName.ContainsKey(required))
                .Select(required => $"extension {manifest.Name}: requires {required}, which is not among Host:Extensions"));
        }

        if (faults.Count > 0)
        {
            return StartStep<IReadOnlyList<ExtensionManifest>>.Refused(faults);
        }

        var ordered = new List<ExtensionManifest>();
        var waiting = manifests.ToList();
        while (waiting.Count > 0)
        {
            var next = waiting.Find(manifest => manifest.Requires.All(required => ordered.Contains(byName[required])));
            if (next is null)
            {
                var circle = string.Join(", ", waiting.Select(manifest => manifest.Name));
                return StartStep<IReadOnlyList<ExtensionManifest>>.Refused($"extension {waiting[0].Name}: cannot be ordered, because these require one another or something that does: {circle}");
            }

            ordered.Add(next);
            waiting.Remove(next);
        }

        return StartStep<IReadOnlyList<ExtensionManifest>>.Done(ordered);
    }
}
