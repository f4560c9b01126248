using System.Text.Json;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>Where a value of a request is: literal text, <c>{"header":"X-Event"}</c> or <c>{"path":"data.items[0].id"}</c>.</summary>
internal sealed class ValueSelector
{
    private readonly string? _literal;
    private readonly string? _header;
    private readonly DataPath? _path;

    private ValueSelector(string? literal, string? header, DataPath? path)
    {
        _literal = literal;
        _header = header;
        _path = path;
    }

    /// <summary>What was configured, in words: <c>header X-Event</c>.</summary>
    public string Place => _header is not null ? $"header {_header}" : _path is not null ? $"the body at {_path}" : "the configuration";

    /// <summary>True when the value may stand in the body, so that it has to be parsed.</summary>
    public bool ReadsBody => _path is not null;

    /// <summary>Reads a selector; null with a fault in <paramref name="config"/> when it is none, null alone when it is absent.</summary>
    public static ValueSelector? Read(ConfigObject config, string name)
    {
        if (config.Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 256 } literal)
        {
            return new ValueSelector(literal, null, null);
        }

        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().ToArray() is [{ Value.ValueKind: JsonValueKind.String } member] && member.Value.GetString() is { Length: > 0 } text)
        {
            if (member.Name == "header")
            {
                return new ValueSelector(null, text, null);
            }

            if (member.Name == "path")
            {
                if (DataPath.TryParse(text, out var fault) is { } path)
                {
                    return new ValueSelector(null, null, path);
                }

                config.Fault($"{name}.path", fault);
                return null;
            }
        }

        config.Fault(name, "Expected a text of 1 to 256 characters, {\"header\":\"X-Event\"} or {\"path\":\"data.type\"}.");
        return null;
    }

    /// <summary>The value, or null when the request has none there. Numbers and truth values become their JSON text.</summary>
    public string? Select(WebhookRequest request, JsonElement data) =>
        _literal ?? (_header is not null ? request.Headers.Single(_header) : _path!.Select(request, data));
}
