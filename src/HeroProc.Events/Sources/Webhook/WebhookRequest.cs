using System.Net;
using HeroProc.Events.Verification;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>A request as it reached a webhook, read whole. Nothing in it is trusted.</summary>
internal sealed record WebhookRequest
{
    /// <summary>The method, in upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The query string without its question mark, as sent; empty for none.</summary>
    public string Query { get; init; } = "";

    /// <summary>The headers.</summary>
    public required RequestHeaders Headers { get; init; }

    /// <summary>The body: undone from its content encoding and bounded by the caller, else byte for byte as sent.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Who sent it, or null where the transport has no addresses (a Unix socket).</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>The media type of the body.</summary>
    public MediaType ContentType => MediaType.Parse(Headers.Values("content-type"));
}
