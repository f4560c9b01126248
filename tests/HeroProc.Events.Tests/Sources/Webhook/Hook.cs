using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HeroProc.Events.Sources.Webhook;
using HeroProc.Events.Verification;

namespace HeroProc.Events.Tests.Sources.Webhook;

/// <summary>A request under construction, and what it comes to.</summary>
internal sealed class Hook
{
    public const long Now = 1_700_000_000_000;
    public const string Secret = "a-secret-of-the-tests";

    public string Method { get; set; } = "POST";

    public string Query { get; set; } = "";

    public byte[] Body { get; set; } = "{}"u8.ToArray();

    public List<KeyValuePair<string, string>> Headers { get; } = [new("Content-Type", "application/json")];

    public IPAddress? From { get; set; }

    public long At { get; set; } = Now;

    public FakeSecretStore Store { get; } = new();

    public static Hook With(string body) => new() { Body = Encoding.UTF8.GetBytes(body) };

    public static Hook With(byte[] body) => new() { Body = body };

    public static string Hex(byte[] body, string secret = Secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    public static string Hex(string body, string secret = Secret) => Hex(Encoding.UTF8.GetBytes(body), secret);

    public static WebhookConfigResult Parse(string config) => WebhookSourceConfig.Parse(JsonElement.Parse(config), "hook");

    public static WebhookSourceConfig Config(string config)
    {
        var result = Parse(config);
        Assert.That(result.Errors, Is.Empty);
        return result.Config!;
    }

    public static WebhookSourceConfig Provider(string provider) =>
        Config($$"""{"provider":"{{provider}}","secrets":["{{Secret}}"]}""");

    public Hook Header(string name, string value)
    {
        Headers.Add(new(name, value));
        return this;
    }

    public Hook Replace(string name, string? value)
    {
        Headers.RemoveAll(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        return value is null ? this : Header(name, value);
    }

    public Hook Type(string? contentType) => Replace("Content-Type", contentType);

    public WebhookOutcome Send(WebhookSourceConfig config) =>
        WebhookReceiver.Receive(
            config,
            new WebhookRequest { Method = Method, Query = Query, Headers = new RequestHeaders(Headers), Body = Body, RemoteAddress = From },
            At,
            Store);

    public ReceivedEvent Event(WebhookSourceConfig config)
    {
        var events = Events(config);
        Assert.That(events, Has.Count.EqualTo(1));
        return events[0];
    }

    public IReadOnlyList<ReceivedEvent> Events(WebhookSourceConfig config)
    {
        var outcome = Send(config);
        Assert.That(outcome, Is.InstanceOf<WebhookOutcome.Received>(), outcome.ToString());
        return ((WebhookOutcome.Received)outcome).Events;
    }

    public WebhookOutcome.Rejected Refusal(WebhookSourceConfig config, int status)
    {
        var outcome = Send(config);
        Assert.That(outcome, Is.InstanceOf<WebhookOutcome.Rejected>(), outcome.ToString());
        var rejected = (WebhookOutcome.Rejected)outcome;
        Assert.That(rejected.Status, Is.EqualTo(status), rejected.ToString());
        return rejected;
    }
}
