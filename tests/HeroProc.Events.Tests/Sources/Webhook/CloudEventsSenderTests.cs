using System.Text;
using HeroProc.Events.Sources.Webhook;

namespace HeroProc.Events.Tests.Sources.Webhook;

[Parallelizable(ParallelScope.All)]
public sealed class CloudEventsSenderTests
{
    private const string Event = """{"specversion":"1.0","id":"1","source":"/s","type":"t.a","subject":"x","time":"2023-11-14T22:13:20Z","correlationid":"c","causationid":"d","flag":true,"count":-3,"none":null,"data":{"a":1}}""";

    private static readonly WebhookSourceConfig Open = Hook.Config("""{"provider":"cloudevents","allow_unsigned":true}""");
    private static readonly WebhookSourceConfig Token = Hook.Provider("cloudevents");

    private static Hook Structured(string body) => Hook.With(body).Type("Application/CloudEvents+JSON; charset=utf-8");

    private static Hook Binary(string body = """{"a":1}""") =>
        Hook.With(body).Header("ce-specversion", "1.0").Header("CE-Id", "1").Header("ce-source", "/s").Header("ce-type", "t.a");

    [Test]
    public void Structured_IsRead_AndKeptAsItCame()
    {
        var received = Structured(Event).Event(Open);
        Assert.Multiple(() =>
        {
            Assert.That(received.Type, Is.EqualTo("t.a"));
            Assert.That(received.Subject, Is.EqualTo("x"));
            Assert.That(received.Timestamp, Is.EqualTo(1_700_000_000_000UL));
            Assert.That(received.DedupeKey, Is.EqualTo("/s 1"));
            Assert.That(received.CorrelationId, Is.EqualTo("c"));
            Assert.That(received.CausationId, Is.EqualTo("d"));
            Assert.That(Encoding.UTF8.GetString(received.Payload.Span), Is.EqualTo(Event));
            Assert.That(received.Headers["ce-count"], Is.EqualTo("-3"));
            Assert.That(received.Headers["ce-flag"], Is.EqualTo("true"));
            Assert.That(received.Headers.ContainsKey("ce-none"), Is.False);
        });
    }

    [Test]
    public void Binary_IsTheSameEvent_WithTheBodyAsPayload()
    {
        var received = Binary().Event(Open);
        Assert.That((received.Type, received.DedupeKey, Encoding.UTF8.GetString(received.Payload.Span)), Is.EqualTo(("t.a", "/s 1", """{"a":1}""")));
        Assert.That(Encoding.UTF8.GetString(Binary("").Type(null).Event(Open).Payload.Span), Is.EqualTo("null"));
        Binary().Type("text/plain").Refusal(Open, 415);
    }

    [Test]
    public void Batch_IsAllOrNone()
    {
        const string second = """{"specversion":"1.0","id":"2","source":"/s","type":"t.b"}""";
        var events = Hook.With($"[{Event}, {second}]").Type("application/cloudevents-batch+json").Events(Open);
        Assert.That(events.Select(one => one.Type), Is.EqualTo(new[] { "t.a", "t.b" }));
        Assert.That(Encoding.UTF8.GetString(events[1].Payload.Span), Is.EqualTo(second));
        Assert.That(events[1].Headers["ce-id"], Is.EqualTo("2"));
        Hook.With($"[{Event},{{}}]").Type("application/cloudevents-batch+json").Refusal(Open, 400);
        Hook.With(Event).Type("application/cloudevents-batch+json").Refusal(Open, 400);
        Assert.That(Hook.With("[]").Type("application/cloudevents-batch+json").Send(Open), Is.InstanceOf<WebhookOutcome.Handshake>());
        Hook.With($"[{string.Join(',', Enumerable.Repeat(second, 1001))}]").Type("application/cloudevents-batch+json").Refusal(Open, 413);
        Hook.With("[]").Type("application/cloudevents-batch+avro").Refusal(Open, 415);
        Hook.With("<a/>").Type("application/cloudevents+xml").Refusal(Open, 415);
    }

    [TestCase("""{"specversion":"0.3","id":"1","source":"/s","type":"t"}""")]
    [TestCase("""{"specversion":1.0,"id":"1","source":"/s","type":"t"}""")]
    [TestCase("""{"id":"1","source":"/s","type":"t"}""")]
    [TestCase("""{"specversion":"1.0","id":"","source":"/s","type":"t"}""")]
    [TestCase("""{"specversion":"1.0","id":"1","source":"","type":"t"}""")]
    [TestCase("""{"specversion":"1.0","id":"1","source":"a b","type":"t"}""")]
    [TestCase("""{"specversion":"1.0","id":"1","source":"/s","type":null}""")]
    [TestCase("""{"specversion":"1.0","id":"1","source":"/s","type":"t","subject":""}""")]
    [TestCase("""{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"yesterday"}""")]
    [TestCase("""{"specversion":"1.0","id":"1","source":"/s","type":"t","Upper":"a"}""")]
    [TestCase("""{"specversion":"1.0","id":"1","source":"/s","type":"t","ext":{}}""")]
    [TestCase("""{"specversion":"1.0","id":"1","source":"/s","type":"t","ext":2147483648}""")]
    [TestCase("""{"specversion":"1.0","id":"1","source":"/s","type":"t","ext":"\u0007"}""")]
    [TestCase("""{"specversion":"1.0","id":"1","source":"/s","type":"t","ext":"\uffff"}""")]
    [TestCase("""{"specversion":"1.0","id":"1","source":"/s","type":"t","data":1,"data_base64":"AA=="}""")]
    [TestCase("""{"specversion":"1.0","id":"1","id":"2","source":"/s","type":"t"}""")]
    [TestCase("[]")]
    public void Structured_IsRefused_WhenItIsNoCloudEvent(string body) => Structured(body).Refusal(Open, 400);

    [TestCase("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀")]
    [TestCase("%e2%82%ac%41", "€A")]
    [TestCase("\"a\\\"b%20c\\\\\"", "a\"b c\\")]
    [TestCase("%2541", "%41", TestName = "Only one round is undone")]
    public void HeaderValues_AreDecoded(string sent, string expected) =>
        Assert.That(Binary().Header("ce-subject", sent).Event(Open).Subject, Is.EqualTo(expected));

    [TestCase("%C0%A0")]
    [TestCase("%ED%A0%80")]
    [TestCase("%E2%82")]
    [TestCase("%4")]
    [TestCase("%zz")]
    [TestCase("\"open")]
    [TestCase("\"a\"b")]
    [TestCase("\"a\\")]
    [TestCase("%0A")]
    [TestCase("é")]
    public void HeaderValues_AreRefused_WhenTheyCannotBeDecoded(string sent) => Binary().Header("ce-subject", sent).Refusal(Open, 400);

    [Test]
    public void Binary_IsRefused_WhenHeadersContradict()
    {
        Binary().Header("ce-datacontenttype", "application/json").Refusal(Open, 400);
        Binary().Header("ce-id", "2").Refusal(Open, 400);
        Hook.With("{}").Refusal(Open, 400);
    }

    [Test]
    public void Token_IsTakenFromTheHeaderOrTheQuery()
    {
        var byQuery = Structured(Event);
        byQuery.Query = "x=1&access_token=" + Hook.Secret;
        byQuery.Event(Token);
        Assert.That(Structured(Event).Header("Authorization", "bearer " + Hook.Secret).Event(Token).Headers.Keys, Has.None.EqualTo("authorization"));
        Structured(Event).Header("Authorization", "Bearer wrong").Refusal(Token, 401);
        Structured(Event).Header("Authorization", Hook.Secret).Refusal(Token, 401);
        Structured(Event).Refusal(Token, 401);
        var twice = Structured(Event);
        twice.Query = $"access_token={Hook.Secret}&access_token={Hook.Secret}";
        twice.Refusal(Token, 401);
        var both = Structured(Event).Header("Authorization", "Bearer wrong");
        both.Query = "access_token=" + Hook.Secret;
        both.Refusal(Token, 401);
    }

    [Test]
    public void Verify_IsTakenInsteadOfTheToken_WhenConfigured()
    {
        var config = Hook.Config($$"""{"provider":"cloudevents","secrets":["{{Hook.Secret}}"],"verify":{"scheme":"hmac","header":"X-Sig"} }""");
        Structured(Event).Header("X-Sig", Hook.Hex(Event)).Event(config);
        Structured(Event).Header("Authorization", "Bearer " + Hook.Secret).Refusal(config, 401);
    }

    [Test]
    public void Traceparent_OfTheEventGoesBeforeTheOneOfTheRequest()
    {
        const string producer = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var body = Event.Replace("\"flag\":true", $"\"traceparent\":\"{producer}\"", StringComparison.Ordinal);
        var received = Structured(body).Header("traceparent", "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").Event(Open);
        Assert.That(received.Traceparent, Is.EqualTo(producer));
    }

    [Test]
    public void Options_GivesConsent_WithoutASignature()
    {
        var hook = new Hook { Method = "OPTIONS", Body = [] }.Header("WebHook-Request-Origin", "eventemitter.example.com").Header("WebHook-Request-Rate", "120");
        var answer = (WebhookOutcome.Handshake)hook.Send(Token);
        Assert.That(answer.Headers, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["Allow"] = "POST",
            ["WebHook-Allowed-Origin"] = "eventemitter.example.com",
            ["WebHook-Allowed-Rate"] = "120",
        }));
        var unasked = (WebhookOutcome.Handshake)hook.Replace("WebHook-Request-Rate", null).Header("WebHook-Request-Callback", "http://169.254.169.254/").Send(Token);
        Assert.That(unasked.Headers.Keys, Is.EquivalentTo(new[] { "Allow", "WebHook-Allowed-Origin" }));
        hook.Header("WebHook-Request-Rate", "0").Refusal(Token, 400);
        hook.Replace("WebHook-Request-Rate", null).Replace("WebHook-Request-Origin", "a\r\nX: y").Refusal(Token, 400);
        hook.Replace("WebHook-Request-Origin", null).Refusal(Token, 400);
    }
}
