using System.Net;
using System.Text;
using HeroProc.Events.Sources.Webhook;

namespace HeroProc.Events.Tests.Sources.Webhook;

[Parallelizable(ParallelScope.All)]
public sealed class ServiceSendersTests
{
    private const long Seconds = Hook.Now / 1000;
    private const string StripeBody = """{"id":"evt_1","type":"invoice.paid","created":1700000001,"data":{"object":{"id":"in_1"}}}""";

    private static readonly WebhookSourceConfig Stripe =
        Hook.Config("""{"provider":"stripe","secrets":["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]}""");

    private static readonly WebhookSourceConfig Slack = Hook.Provider("slack");

    // The whole text is the key, prefix included.
    private static string Mac(long time, string body = StripeBody) => Hook.Hex($"{time}.{body}", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    private static Hook FromStripe(string header, string body = StripeBody) => Hook.With(body).Header("Stripe-Signature", header);

    private static Hook FromSlack(string body, long time = Seconds) =>
        Hook.With(body).Header("X-Slack-Request-Timestamp", $"{time}").Header("X-Slack-Signature", "v0=" + Hook.Hex($"v0:{time}:{body}"));

    [Test]
    public void Stripe_ReadsTypeIdAndTime()
    {
        var received = FromStripe($"t={Seconds},v1={Mac(Seconds)},v0=00").Event(Stripe);
        Assert.That((received.Type, received.DedupeKey, received.Timestamp, received.Subject), Is.EqualTo(("invoice.paid", "evt_1", 1_700_000_001_000UL, "in_1")));
    }

    [Test]
    public void Stripe_TakesAnyV1_WhenASecretIsBeingRotated() =>
        FromStripe($"t={Seconds},v1={new string('0', 64)},v1={Mac(Seconds)}").Event(Stripe);

    [TestCase("")]
    [TestCase("t=T")]
    [TestCase("v1=M")]
    [TestCase("t=T,v1=")]
    [TestCase("t=T,v0=M")]
    [TestCase("t=T,t=T,v1=M")]
    [TestCase("t=1,v1=M")]
    [TestCase("t=,v1=M")]
    [TestCase("t=T;v1=M")]
    public void Stripe_Refuses_WhenTheHeaderIsNotWhole(string header) =>
        FromStripe(header.Replace("T", $"{Seconds}", StringComparison.Ordinal).Replace("M", Mac(Seconds), StringComparison.Ordinal)).Refusal(Stripe, 401);

    [TestCase(-301)]
    [TestCase(301)]
    public void Stripe_Refuses_WhenTheTimeIsFarFromNow(long offset) =>
        FromStripe($"t={Seconds + offset},v1={Mac(Seconds + offset)}").Refusal(Stripe, 401);

    [Test]
    public void Stripe_Answers400_WhenTheBodyIsNoEvent() =>
        FromStripe($"t={Seconds},v1={Mac(Seconds, "{}")}", "{}").Refusal(Stripe, 400);

    [Test]
    public void Slack_AnswersTheQuestionOfTheUrl_WithoutAnEvent()
    {
        var outcome = FromSlack("""{"type":"url_verification","challenge":"a\"b<"}""").Send(Slack);
        Assert.That(outcome, Is.InstanceOf<WebhookOutcome.Handshake>());
        var answer = (WebhookOutcome.Handshake)outcome;
        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(System.Text.Json.JsonElement.Parse(answer.Body.Span).GetProperty("challenge").GetString(), Is.EqualTo("a\"b<"));
        Hook.With("""{"type":"url_verification","challenge":"x"}""").Refusal(Slack, 401);
    }

    [Test]
    public void Slack_ReadsTypeIdAndTime()
    {
        var received = FromSlack("""{"type":"event_callback","event_id":"Ev1","event_time":1700000002,"event":{"type":"app_mention","channel":"C1"}}""").Event(Slack);
        Assert.That((received.Type, received.DedupeKey, received.Timestamp, received.Subject), Is.EqualTo(("app_mention", "Ev1", 1_700_000_002_000UL, "C1")));
    }

    [Test]
    public void Slack_ReadsAnInteraction_FromItsForm()
    {
        const string json = """{"type":"block_actions","channel":{"id":"C1"}}""";
        var received = FromSlack("payload=" + WebUtility.UrlEncode(json)).Type("application/x-www-form-urlencoded").Event(Slack);
        Assert.That((received.Type, Encoding.UTF8.GetString(received.Payload.Span)), Is.EqualTo(("block_actions", json)));
        FromSlack("command=%2Fdeploy&text=now").Type("application/x-www-form-urlencoded").Refusal(Slack, 415);
    }

    [TestCase(-301)]
    [TestCase(301)]
    public void Slack_Refuses_WhenTheTimeIsFarFromNow(long offset) => FromSlack("{}", Seconds + offset).Refusal(Slack, 401);

    [Test]
    public void StandardWebhooks_TellsTypeAndTimeFromTheBody()
    {
        var config = Hook.Config("""{"provider":"standard_webhooks","allow_unsigned":true}""");
        var received = Hook.With("""{"type":"user.created","timestamp":"2023-11-14T22:13:21.5Z"}""").Header("webhook-id", "m1").Event(config);
        Assert.That((received.Type, received.Timestamp, received.DedupeKey), Is.EqualTo(("user.created", 1_700_000_001_500UL, "m1")));
        Assert.That(Hook.With("[]").Event(config).Type, Is.EqualTo("webhook"));
    }
}
