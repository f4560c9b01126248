using System.Text.Json;
using HeroProc.Events.Sources;

namespace HeroProc.Events.Rpc;

/// <summary>A source as it is answered: its secrets hidden.</summary>
internal sealed record SourceDocument
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public required string SourceType { get; init; }

    public JsonElement? Config { get; init; }

    public required SourceState State { get; init; }

    public string? ManagedBy { get; init; }

    /// <summary>The path part of its webhook address.</summary>
    public string? WebhookUrl { get; init; }

    public static SourceDocument Of(EventSource source, SourceTypes types)
    {
        var type = types.Find(source.SourceType);
        return new SourceDocument
        {
            Id = source.Id,
            Name = source.Name,
            SourceType = source.SourceType,
            Config = SourceSecrets.Hide(source, type),
            State = source.State,
            ManagedBy = source.ManagedBy,
            WebhookUrl = WebhookAddress.Of(type?.WebhookPath(source)),
        };
    }
}

/// <summary>Where webhooks come in.</summary>
internal static class WebhookAddress
{
    /// <summary>What stands before the path of every webhook.</summary>
    public const string Prefix = "/hooks/";

    /// <summary>The path part of the address, or null for none.</summary>
    public static string? Of(string? path) => path is null ? null : Prefix + path;
}
