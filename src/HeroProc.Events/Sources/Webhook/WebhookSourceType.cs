using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>Events that come as HTTP requests. The endpoint finds the source by its path in <see cref="WebhookDirectory"/>.</summary>
internal sealed class WebhookSourceType : IEventSourceType
{
    public string Name => "webhook";

    public IReadOnlyList<string> SecretMembers => ["secrets"];

    public IReadOnlyList<FieldError> Check(EventSource source) => Parse(source).Errors.Select(static error => error.Under("config")).ToList();

    public string? WebhookPath(EventSource source) => Parse(source).Config?.Path;

    /// <summary>The source's config, or its faults.</summary>
    public static WebhookConfigResult Parse(EventSource source) =>
        source.Config is { } config
            ? WebhookSourceConfig.Parse(config, source.Id)
            : new WebhookConfigResult(null, [new FieldError("", "Missing: a webhook source needs at least a provider.")]);
}
