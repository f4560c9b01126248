using System.Net;
using System.Text.Json;
using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>A checked configuration of a webhook source. Immutable; never prints its secrets.</summary>
internal sealed class WebhookSourceConfig
{
    /// <summary>The largest body a source may allow, in bytes, and the default.</summary>
    public const int LargestBody = 26_214_400;

    /// <summary>The last part of its URL, <c>/hooks/{path}</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Who sends.</summary>
    public required IWebhookSender Sender { get; init; }

    /// <summary>The secrets; any of them may vouch.</summary>
    public IReadOnlyList<SecretReference> Secrets { get; init; } = [];

    /// <summary>How <c>generic</c> and <c>cloudevents</c> senders prove themselves, when configured.</summary>
    public IVerificationScheme? Verify { get; init; }

    /// <summary>True where requests without a signature are taken. One that carries a signature is checked all the same.</summary>
    public bool AllowUnsigned { get; init; }

    /// <summary>The networks requests may come from; empty is any.</summary>
    public IReadOnlyList<IPNetwork> AllowIps { get; init; } = [];

    /// <summary>The largest body in bytes, also after decompression.</summary>
    public int MaxBodyBytes { get; init; } = LargestBody;

    /// <summary>Where the type of a <c>generic</c> event is; absent is the type <c>webhook</c>.</summary>
    public ValueSelector? EventType { get; init; }

    /// <summary>What tells a repetition where the sender gives no delivery id.</summary>
    public ValueSelector? Dedupe { get; init; }

    /// <summary>Reads a configuration: it, or every fault at once, with paths relative to it (<c>verify.algorithm</c>).</summary>
    /// <param name="config">The <c>config</c> of the source.</param>
    /// <param name="sourceId">The source, whose id is the default path.</param>
    public static WebhookConfigResult Parse(JsonElement config, string sourceId) => WebhookConfigReader.Read(config, sourceId);
}

/// <summary>A configuration or its faults.</summary>
/// <param name="Config">The configuration, when there are no faults.</param>
/// <param name="Errors">All faults; empty when there is a configuration.</param>
internal sealed record WebhookConfigResult(WebhookSourceConfig? Config, IReadOnlyList<FieldError> Errors);
