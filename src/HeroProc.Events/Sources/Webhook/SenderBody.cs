using System.Text;
using System.Text.Json;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>Getting at the JSON of a request.</summary>
internal static class SenderBody
{
    /// <summary>Parses a payload strictly and reads it, or refuses it with status 400.</summary>
    public static WebhookOutcome Read(ReadOnlyMemory<byte> payload, Func<JsonElement, WebhookOutcome> read)
    {
        using var document = JsonBody.TryParse(payload, out var fault);
        return document is null ? WebhookOutcome.BadRequest(fault) : read(document.RootElement);
    }

    /// <summary>The field <c>payload</c> of a form, where some senders put their JSON; null with the fault when it has none.</summary>
    public static ReadOnlyMemory<byte>? FormPayload(ReadOnlyMemory<byte> form, out string fault)
    {
        var found = FormBody.Find(form.Span, "payload"u8, out var reason);
        fault = $"Expected the JSON in the form field 'payload': {reason}.";
        // Not in one expression: a null there becomes an empty memory, and a missing payload one that is empty.
        if (found is null)
        {
            return default(ReadOnlyMemory<byte>?);
        }

        return found.AsMemory();
    }

    /// <summary>The same for a query string.</summary>
    public static ReadOnlyMemory<byte>? QueryPayload(string query, out string fault) => FormPayload(Encoding.UTF8.GetBytes(query), out fault);
}
