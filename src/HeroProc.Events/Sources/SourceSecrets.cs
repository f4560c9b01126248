using System.Text.Json;
using System.Text.Json.Nodes;

namespace HeroProc.Events.Sources;

/// <summary>Keeps secrets in and never gives them back.</summary>
internal static class SourceSecrets
{
    private const int HintLength = 4;

    // Below this, four characters would tell too much of the whole.
    private const int ShortestHinted = 12;

    /// <summary>A change that leaves a secret member out keeps the present one, because nobody can read it to send it again.</summary>
    public static EventSource Keep(EventSource changed, EventSource? present, IEventSourceType? type)
    {
        if (present?.Config is not { ValueKind: JsonValueKind.Object } old || type is null || present.SourceType != changed.SourceType)
        {
            return changed;
        }

        var config = changed.Config is { ValueKind: JsonValueKind.Object } sent ? JsonObject.Create(sent)! : changed.Config is null ? [] : null;
        if (config is null)
        {
            return changed;
        }

        foreach (var member in type.SecretMembers)
        {
            if (!config.ContainsKey(member) && old.TryGetProperty(member, out var secret))
            {
                config[member] = JsonNode.Parse(secret.GetRawText());
            }
        }

        return changed with { Config = config.Count == 0 ? changed.Config : JsonSerializer.SerializeToElement(config, SourceJson.Default.JsonObject) };
    }

    /// <summary>The config as it may be shown: secret members left out, <c>secret_set</c> and a hint in their place.</summary>
    public static JsonElement? Hide(EventSource source, IEventSourceType? type)
    {
        if (source.Config is not { ValueKind: JsonValueKind.Object } config)
        {
            return source.Config;
        }

        // What a type nobody knows any more calls secret is not known either: show nothing.
        if (type is null)
        {
            return null;
        }

        var shown = JsonObject.Create(config)!;
        string? first = null;
        foreach (var member in type.SecretMembers)
        {
            if (shown.Remove(member) && config.TryGetProperty(member, out var secret))
            {
                first ??= FirstText(secret);
            }
        }

        if (first is not null)
        {
            shown["secret_set"] = true;
            shown["secret_hint"] = first.Length < ShortestHinted ? new string('*', HintLength) : first[^HintLength..];
        }

        return JsonSerializer.SerializeToElement(shown, SourceJson.Default.JsonObject);
    }

    private static string? FirstText(JsonElement secret) => secret.ValueKind switch
    {
        JsonValueKind.String => secret.GetString(),
        JsonValueKind.Array => secret.EnumerateArray().Select(FirstText).FirstOrDefault(static text => text is not null),
        JsonValueKind.Object => secret.EnumerateObject().Select(static member => FirstText(member.Value)).FirstOrDefault(static text => text is not null),
        _ => null,
    };
}
