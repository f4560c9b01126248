using System.Security.Cryptography;
using System.Text;
using HeroProc.Events.Sources.Webhook;

namespace HeroProc.Events.Tests.Sources.Webhook;

[Parallelizable(ParallelScope.All)]
public sealed class GenericSenderTests
{
    private const string Body = """{"type":"order.paid","data":{"items":[{"id":7}]}}""";

    private static WebhookSourceConfig Hmac(string verify) =>
        Hook.Config($$"""{"provider":"generic","secrets":["{{Hook.Secret}}"],"verify":{"scheme":"hmac","header":"X-Signature"{{verify}} } }""");

    private static byte[] Key => Encoding.UTF8.GetBytes(Hook.Secret);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [Test]
    public void Receive_TakesHexSha256OfTheBody_WhenNothingElseIsSaid() =>
        Assert.That(Hook.With(Body).Header("X-Signature", Hook.Hex(Body)).Event(Hmac("")).Type, Is.EqualTo("webhook"));

    [Test]
    public void Receive_TakesOtherAlgorithmsAndForms_WhenConfigured()
    {
        Assert.Multiple(() =>
        {
            Hook.With(Body).Header("X-Signature", Convert.ToBase64String(HMACSHA512.HashData(Key, Bytes(Body))))
                .Event(Hmac(""","algorithm":"sha512","encoding":"base64" """));
#pragma warning disable CA5350 // Old senders know nothing better.
            Hook.With(Body).Header("X-Signature", "sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(Key, Bytes(Body))))
                .Event(Hmac(""","algorithm":"sha1","prefix":"sha1=" """));
#pragma warning restore CA5350
        });
    }

    [TestCase(-300_000, 202)]
    [TestCase(300_000, 202)]
    [TestCase(-301_000, 401)]
    [TestCase(301_000, 401)]
    public void Receive_RefusesOldAndFutureTimes_WhenTheTimeIsSigned(long offset, int expected)
    {
        foreach (var time in new[] { (Hook.Now + offset) / 1000, Hook.Now + offset })
        {
            var outcome = Hook.With(Body).Header("X-Time", $"{time}").Header("X-Signature", Hook.Hex($"{time}.{Body}"))
                .Send(Hmac(""","signed":"{timestamp}.{body}","timestamp_header":"X-Time" """));
            Assert.That((outcome as WebhookOutcome.Rejected)?.Status ?? 202, Is.EqualTo(expected));
        }
    }

    [TestCase("1700000000 ")]
    [TestCase("-1700000000")]
    [TestCase("1.7e9")]
    [TestCase("99999999999999999999")]
    [TestCase("")]
    public void Receive_Refuses_WhenTheTimeIsNoNumber(string time)
    {
        // A trailing blank is no part of a header's value, so the signature over it does not fit either.
        Hook.With(Body).Header("X-Time", time).Header("X-Signature", Hook.Hex($"{time}.{Body}"))
            .Refusal(Hmac(""","signed":"{timestamp}.{body}","timestamp_header":"X-Time" """), 401);
    }

    [Test]
    public void Receive_ComparesTheToken_WhenTheSchemeIsToken()
    {
        var config = Hook.Config($$"""{"provider":"generic","secrets":["{{Hook.Secret}}","other"],"verify":{"scheme":"token","header":"X-Token"} }""");
        Hook.With(Body).Header("X-Token", "other").Event(config);
        Hook.With(Body).Header("X-Token", "othe").Refusal(config, 401);
        Hook.With(Body).Header("X-Token", "other!").Refusal(config, 401);
        Hook.With(Body).Header("X-Token", "").Refusal(config, 401);
        Hook.With(Body).Refusal(config, 401);
    }

    [Test]
    public void Receive_LooksTheSecretUpAtEachRequest_WhenItIsNamed()
    {
        var config = Hook.Config("""{"provider":"generic","secrets":["secret:ORDERS"],"verify":{"scheme":"token","header":"X-Token"}}""");
        var hook = Hook.With(Body).Header("X-Token", "now");
        Assert.That(hook.Refusal(config, 401).OperatorReason, Does.Contain("'ORDERS'"));
        Assert.That(hook.Refusal(config, 401).Detail, Does.Not.Contain("ORDERS"));
        hook.Store.Secrets["ORDERS"] = "";
        hook.Refusal(config, 401);
        hook.Store.Secrets["ORDERS"] = "now";
        hook.Event(config);
        hook.Store.Secrets["ORDERS"] = "later";
        hook.Refusal(config, 401);
    }

    [TestCase("\"order\"", "order")]
    [TestCase("""{"header":"X-Event"}""", "from-header")]
    [TestCase("""{"path":"data.type"}""", "order.paid")]
    [TestCase("""{"path":"data.data.items[0].id"}""", "7")]
    [TestCase("""{"path":"headers.x-event"}""", "from-header")]
    public void Type_ComesFromWhereItIsConfigured(string eventType, string expected)
    {
        var config = Hook.Config($$"""{"provider":"generic","allow_unsigned":true,"event_type":{{eventType}}}""");
        Assert.That(Hook.With(Body).Header("X-Event", "from-header").Event(config).Type, Is.EqualTo(expected));
    }

    [TestCase("""{"header":"X-Event"}""")]
    [TestCase("""{"path":"data.none"}""")]
    [TestCase("""{"path":"data.data"}""")]
    [TestCase("""{"path":"data.data.items[1].id"}""")]
    public void Receive_Answers400_WhenTheTypeIsNotThere(string eventType) =>
        Hook.With(Body).Refusal(Hook.Config($$"""{"provider":"generic","allow_unsigned":true,"event_type":{{eventType}}}"""), 400);

    [TestCase("\\u0007")]
    [TestCase("a\\nb")]
    public void Receive_Answers400_WhenTheTypeHoldsControlCharacters(string type) =>
        Hook.With($$"""{"type":"{{type}}"}""").Refusal(Hook.Config("""{"provider":"generic","allow_unsigned":true,"event_type":{"path":"data.type"}}"""), 400);

    [Test]
    public void DedupeKey_IsTheConfiguredValue_ElseTheHashOfTheBody()
    {
        var config = Hook.Config("""{"provider":"generic","allow_unsigned":true,"dedupe":{"path":"data.id"}}""");
        Assert.Multiple(() =>
        {
            Assert.That(Hook.With("""{"id":"a-1"}""").Event(config).DedupeKey, Is.EqualTo("a-1"));
            Assert.That(Hook.With("""{"id":null}""").Event(config).DedupeKey, Does.StartWith("sha256:"));
            Assert.That(Hook.With($$"""{"id":"{{new string('x', 300)}}"}""").Event(config).DedupeKey, Does.StartWith("sha256:"));
        });
    }

    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("text/plain")]
    [TestCase("application/xml")]
    [TestCase("not a type")]
    [TestCase("application/json; charset=utf-16")]
    public void Receive_Answers415_WhenTheBodyIsNoJson(string type) =>
        Hook.With(Body).Type(type).Refusal(Hook.Config("""{"provider":"generic","allow_unsigned":true}"""), 415);

    [TestCase("application/json;charset=UTF-8")]
    [TestCase("application/vnd.shop+json")]
    [TestCase(null)]
    public void Receive_Takes_WhenTheBodyIsJson(string? type) =>
        Hook.With(Body).Type(type).Event(Hook.Config("""{"provider":"generic","allow_unsigned":true}"""));
}
