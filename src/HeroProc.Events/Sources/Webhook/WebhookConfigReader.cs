using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>Reads the configuration of a webhook source and finds every fault of it.</summary>
internal static partial class WebhookConfigReader
{
    private const int MaxSecrets = 16;
    private const int MaxSecretLength = 4096;
    private const int MaxNetworks = 1024;

    private static readonly string[] Fields =
        ["path", "provider", "secrets", "verify", "allow_unsigned", "allow_ips", "max_body_bytes", "event_type", "dedupe"];

    /// <summary>See <see cref="WebhookSourceConfig.Parse"/>.</summary>
    public static WebhookConfigResult Read(JsonElement config, string sourceId)
    {
        var faults = new List<FieldError>();
        if (config.ValueKind != JsonValueKind.Object)
        {
            return new WebhookConfigResult(null, [new FieldError("", $"Expected an object with 'provider'; got {ConfigObject.Kind(config)}.")]);
        }

        if (JsonBody.LoneSurrogateAt(JsonMarshal.GetRawUtf8Value(config)) is not null)
        {
            return new WebhookConfigResult(null, [new FieldError("", "Expected whole characters; a text holds half of a surrogate pair.")]);
        }

        var fields = new ConfigObject(config, "", faults);
        fields.RefuseOthers(Fields);
        var provider = fields.Text("provider", required: true);
        var sender = provider is null ? null : WebhookSenders.Find(provider);
        if (provider is not null && sender is null)
        {
            fields.Fault("provider", $"Expected one of {string.Join(", ", WebhookSenders.Names)}; got '{provider}'.");
        }

        var read = new WebhookSourceConfig
        {
            Path = ReadPath(fields, sourceId),
            // A stand-in keeps the other faults coming; a configuration with faults is never handed out.
            Sender = sender ?? WebhookSenders.Find(GenericSender.ProviderName)!,
            Secrets = ReadSecrets(fields),
            Verify = VerifyReader.Read(fields, faults),
            AllowUnsigned = fields.Flag("allow_unsigned"),
            AllowIps = ReadNetworks(fields),
            MaxBodyBytes = (int)fields.Whole("max_body_bytes", 1, WebhookSourceConfig.LargestBody, WebhookSourceConfig.LargestBody),
            EventType = ValueSelector.Read(fields, "event_type"),
            Dedupe = ValueSelector.Read(fields, "dedupe"),
        };
        sender?.Check(read, faults);
        return faults.Count == 0 ? new WebhookConfigResult(read, []) : new WebhookConfigResult(null, faults);
    }

    private static string ReadPath(ConfigObject fields, string sourceId)
    {
        var path = fields.Text("path") ?? sourceId;
        if (!PathPattern().IsMatch(path))
        {
            fields.Fault("path", $"Expected a letter or digit, then up to 63 letters, digits, '.', '_' or '-'; got '{path}'.");
        }

        return path;
    }

    private static List<SecretReference> ReadSecrets(ConfigObject fields)
    {
        var secrets = new List<SecretReference>();
        foreach (var (index, element) in fields.List("secrets", MaxSecrets).Index())
        {
            var text = element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
            if (SecretReference.TryParse(text) is { } secret && text.Length <= MaxSecretLength)
            {
                secrets.Add(secret);
            }
            else
            {
                // The value itself is never told: this answer is logged in more places than a secret may be.
                fields.Fault($"secrets[{index}]", $"Expected a text of 1 to {MaxSecretLength} characters, or secret:NAME; got {(text.Length > 0 ? "a text that is blank, names nothing or is too long" : ConfigObject.Kind(element))}.");
            }
        }

        return secrets;
    }

    private static List<IPNetwork> ReadNetworks(ConfigObject fields)
    {
        var networks = new List<IPNetwork>();
        foreach (var (index, element) in fields.List("allow_ips", MaxNetworks).Index())
        {
            var text = element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
            if (IPNetwork.TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(text, out var address) && text == address.ToString())
            {
                networks.Add(new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128));
            }
            else
            {
                fields.Fault($"allow_ips[{index}]", $"Expected a network such as 10.0.0.0/8 or 2001:db8::/32, or one address; got '{text}'.");
            }
        }

        return networks;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PathPattern();
}
