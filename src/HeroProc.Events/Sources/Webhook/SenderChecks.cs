using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>Checks of the configuration that several senders share.</summary>
internal static class SenderChecks
{
    /// <summary>Without a secret the source must say in writing that it takes unsigned requests.</summary>
    public static void RequireSecrets(WebhookSourceConfig config, ICollection<FieldError> faults)
    {
        if (config.Secrets.Count == 0 && !config.AllowUnsigned)
        {
            faults.Add(new FieldError("secrets", $"Expected the secret {config.Sender.Name} signs with. To take requests from anyone who knows the URL, write \"allow_unsigned\": true."));
        }
    }

    /// <summary>A sender with a scheme of its own takes none from the configuration, nor a type: its requests say theirs.</summary>
    public static void RefuseGenericFields(WebhookSourceConfig config, ICollection<FieldError> faults)
    {
        if (config.Verify is not null)
        {
            faults.Add(new FieldError("verify", $"Expected it only with provider generic or cloudevents; {config.Sender.Name} has its own way of signing. Leave it out."));
        }

        if (config.EventType is not null)
        {
            faults.Add(new FieldError("event_type", $"Expected it only with provider generic; {config.Sender.Name} says its types itself. Leave it out."));
        }
    }

    /// <summary>Literal secrets must fit the scheme; those in the store are looked up at each request.</summary>
    public static void CheckSecrets(WebhookSourceConfig config, IVerificationScheme scheme, ICollection<FieldError> faults)
    {
        foreach (var (index, secret) in config.Secrets.Index())
        {
            if (secret.Literal is { } literal && scheme.SecretFault(literal) is { } fault)
            {
                faults.Add(new FieldError($"secrets[{index}]", fault));
            }
        }
    }
}
