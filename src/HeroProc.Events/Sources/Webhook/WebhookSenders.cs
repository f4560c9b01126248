using System.Collections.Frozen;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>All senders that are known, by the value of <c>provider</c>.</summary>
internal static class WebhookSenders
{
    private static readonly FrozenDictionary<string, IWebhookSender> ByName = new IWebhookSender[]
    {
        new ForgejoSender(),
        new GiteaSender(),
        new GogsSender(),
        new GitHubSender(),
        new GitLabSender(),
        new BitbucketSender(),
        new StandardWebhooksSender(),
        new StripeSender(),
        new SlackSender(),
        new CloudEventsSender(),
        new GenericSender(),
    }.ToFrozenDictionary(sender => sender.Name, StringComparer.Ordinal);

    /// <summary>The names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The sender, or null.</summary>
    public static IWebhookSender? Find(string name) => ByName.GetValueOrDefault(name);
}
