using System.Text.Json;
using System.Text.Json.Nodes;
using HeroProc.Extensibility.Actions;

namespace HeroProc.Host.Actions;

/// <summary>An action as it is answered: the secrets of a webhook never leave the host.</summary>
internal static class ActionView
{
    /// <summary>The spec without the secrets it holds; that there are some is said by <c>secret_set</c>.</summary>
    public static ActionSpec WithoutSecrets(ActionSpec spec)
    {
        if (spec.Webhook is not { ValueKind: JsonValueKind.Object } webhook)
        {
            return spec;
        }

        var shown = JsonObject.Create(webhook)!;
        var isSet = false;
        foreach (var name in shown.Select(static member => member.Key).Where(static name => name.Contains("secret", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            isSet |= shown[name] is JsonArray { Count: > 0 } or JsonValue;
            shown.Remove(name);
        }

        shown["secret_set"] = isSet;
        return spec with { Webhook = JsonSerializer.SerializeToElement(shown, ActionJson.Default.JsonObject) };
    }
}
