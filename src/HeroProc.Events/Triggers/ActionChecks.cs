using System.Text.Json;
using HeroProc.Events.Intake;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Triggers;

/// <summary>What an action of each kind must and may have.</summary>
internal static class ActionChecks
{
    private sealed record Member(string Name, Func<TriggerAction, object?> Get);

    private static readonly Member[] _members =
    [
        new("workflow_id", static action => action.WorkflowId),
        new("bot_id", static action => action.BotId),
        new("action", static action => action.Action),
        new("inputs", static action => action.Inputs),
        new("type", static action => action.Type),
        new("data", static action => action.Data),
        new("url", static action => action.Url),
        new("secret", static action => action.Secret),
        new("payload", static action => action.Payload),
        new("socket", static action => action.Socket),
        new("method", static action => action.Method),
        new("params", static action => action.Params),
    ];

    private static readonly Dictionary<string, (string[] Required, string[] Optional)> _kinds = new(StringComparer.Ordinal)
    {
        ["workflow"] = (["workflow_id", "bot_id"], ["inputs"]),
        ["job"] = (["action"], ["inputs"]),
        ["emit"] = (["type"], ["data"]),
        ["notify"] = (["url"], ["secret", "payload"]),
        ["rpc"] = (["socket", "method"], ["params"]),
    };

    /// <summary>The name and the value of the template an action of this kind has.</summary>
    public static (string Name, JsonElement? Template) TemplateOf(TriggerAction action) => action.Kind switch
    {
        "emit" => ("data", action.Data),
        "notify" => ("payload", action.Payload),
        "rpc" => ("params", action.Params),
        _ => ("inputs", action.Inputs),
    };

    /// <summary>Adds the faults of an action.</summary>
    public static void Check(TriggerAction action, List<FieldError> faults)
    {
        if (!_kinds.TryGetValue(action.Kind, out var kind))
        {
            faults.Add(new FieldError("action.kind", $"Expected one of {string.Join(", ", _kinds.Keys)}; got '{Shorten(action.Kind)}'."));
            return;
        }

        foreach (var member in _members)
        {
            var present = member.Get(action) is not null;
            if (!present && kind.Required.Contains(member.Name))
            {
                faults.Add(new FieldError($"action.{member.Name}", $"Missing: an action of kind {action.Kind} needs it."));
            }
            else if (present && !kind.Required.Contains(member.Name) && !kind.Optional.Contains(member.Name))
            {
                faults.Add(new FieldError($"action.{member.Name}", $"An action of kind {action.Kind} has no such field; it has {string.Join(", ", kind.Required.Concat(kind.Optional))}."));
            }
        }

        CheckId(action.WorkflowId, "action.workflow_id", faults);
        CheckId(action.BotId, "action.bot_id", faults);
        CheckId(action.Action, "action.action", faults);
        if (action.Type is { Length: 0 or > EventChecks.MaxTypeLength })
        {
            faults.Add(new FieldError("action.type", $"Expected 1 to {EventChecks.MaxTypeLength} characters."));
        }

        if (action.Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0))
        {
            faults.Add(new FieldError("action.url", "Expected an absolute http or https address without user information."));
        }

        if (action.Method is { Length: 0 or > 128 })
        {
            faults.Add(new FieldError("action.method", "Expected 1 to 128 characters."));
        }

        if (action.Socket is { Length: 0 or > 200 } || action.Socket?.Contains('\0', StringComparison.Ordinal) == true)
        {
            faults.Add(new FieldError("action.socket", "Expected the name of a hero service, such as hero_logic, or the path of a socket."));
        }
    }

    private static void CheckId(string? id, string path, List<FieldError> faults)
    {
        if (id is not null && !EventChecks.IsId(id))
        {
            faults.Add(new FieldError(path, "Expected a letter or digit, then up to 63 letters, digits, '.', '_' or '-'."));
        }
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : text[..64] + "…";
}
