using System.Collections.Immutable;
using HeroProc.Events.Registration;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>The webhook sources by their path, their configs parsed once. Thread-safe, from memory.</summary>
internal sealed class WebhookDirectory : ICatalogObserver
{
    private volatile ImmutableDictionary<string, Webhook> _byPath = ImmutableDictionary.Create<string, Webhook>(StringComparer.Ordinal);

    /// <summary>The enabled source that answers on this path, or null.</summary>
    public Webhook? Find(string path) => _byPath.GetValueOrDefault(path) is { Source.State: not SourceState.Disabled } webhook ? webhook : null;

    /// <inheritdoc/>
    public void OnCatalogChanged(CatalogState before, CatalogState now)
    {
        var byPath = _byPath.ToBuilder();
        foreach (var (path, webhook) in _byPath)
        {
            if (!now.Sources.TryGetValue(webhook.Source.Id, out var source) || !ReferenceEquals(source, webhook.Source))
            {
                byPath.Remove(path);
            }
        }

        foreach (var source in now.Sources.Values)
        {
            if (source.SourceType == "webhook"
                && !(before.Sources.TryGetValue(source.Id, out var old) && ReferenceEquals(old, source))
                && WebhookSourceType.Parse(source).Config is { } config)
            {
                byPath[config.Path] = new Webhook(source, config);
            }
        }

        _byPath = byPath.ToImmutable();
    }
}

/// <summary>A webhook source ready to receive.</summary>
/// <param name="Source">The source.</param>
/// <param name="Config">Its config, parsed.</param>
internal sealed record Webhook(EventSource Source, WebhookSourceConfig Config);
