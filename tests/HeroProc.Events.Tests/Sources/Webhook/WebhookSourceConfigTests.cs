using HeroProc.Events.Sources.Webhook;

namespace HeroProc.Events.Tests.Sources.Webhook;

[Parallelizable(ParallelScope.All)]
public sealed class WebhookSourceConfigTests
{
    [TestCase("""{"provider":"forgejo","secrets":["s"]}""")]
    [TestCase("""{"provider":"forgejo","secrets":["secret:HOOK"],"dedupe":{"path":"data.id"}}""")]
    [TestCase("""{"provider":"github","allow_unsigned":true}""")]
    [TestCase("""{"provider":"generic","allow_unsigned":true,"secrets":null,"verify":null}""")]
    [TestCase("""{"provider":"cloudevents","secrets":["t"]}""")]
    [TestCase("""{"provider":"generic","secrets":["s"],"verify":{"scheme":"hmac","header":"X","algorithm":"sha512","encoding":"base64","prefix":"","signed":"{timestamp}.{body}","timestamp_header":"T","tolerance_ms":1000}}""")]
    public void Parse_TakesTheConfiguration(string config) => Assert.That(Hook.Parse(config).Errors, Is.Empty);

    [TestCase("[]", "")]
    [TestCase("{}", "provider")]
    [TestCase("""{"provider":"svn","secrets":["s"]}""", "provider")]
    [TestCase("""{"provider":7,"secrets":["s"]}""", "provider")]
    [TestCase("""{"provider":"forgejo"}""", "secrets")]
    [TestCase("""{"provider":"forgejo","secrets":[]}""", "secrets")]
    [TestCase("""{"provider":"forgejo","secrets":"s"}""", "secrets secrets")]
    [TestCase("""{"provider":"forgejo","secrets":["s",""]}""", "secrets[1]")]
    [TestCase("""{"provider":"forgejo","secrets":["s"," "]}""", "secrets[1]")]
    [TestCase("""{"provider":"forgejo","secrets":["s","secret:"]}""", "secrets[1]")]
    [TestCase("""{"provider":"forgejo","secrets":["s",1]}""", "secrets[1]")]
    [TestCase("""{"provider":"forgejo","secrets":["s"],"secret":"t"}""", "secret")]
    [TestCase("""{"provider":"forgejo","secrets":["s"],"path":"a/b"}""", "path")]
    [TestCase("""{"provider":"forgejo","secrets":["s"],"path":".a"}""", "path")]
    [TestCase("""{"provider":"forgejo","secrets":["s"],"path":"a\n"}""", "path")]
    [TestCase("""{"provider":"forgejo","secrets":["s"],"max_body_bytes":0}""", "max_body_bytes")]
    [TestCase("""{"provider":"forgejo","secrets":["s"],"max_body_bytes":26214401}""", "max_body_bytes")]
    [TestCase("""{"provider":"forgejo","secrets":["s"],"max_body_bytes":1.5}""", "max_body_bytes")]
    [TestCase("""{"provider":"forgejo","secrets":["s"],"allow_unsigned":"yes"}""", "allow_unsigned")]
    [TestCase("""{"provider":"forgejo","secrets":["s"],"allow_ips":["10.0.0.0/8","10.0.0.1/8","x","10.1","::1","10.0.0.0/33"]}""", "allow_ips[2] allow_ips[3] allow_ips[5]")]
    [TestCase("""{"provider":"forgejo","secrets":["s"],"event_type":"x"}""", "event_type")]
    [TestCase("""{"provider":"forgejo","secrets":["s"],"verify":{"scheme":"token","header":"X"}}""", "verify")]
    [TestCase("""{"provider":"generic","secrets":["s"]}""", "verify")]
    [TestCase("""{"provider":"generic","allow_unsigned":true,"verify":{"scheme":"token","header":"X"}}""", "secrets")]
    [TestCase("""{"provider":"generic","secrets":["s"],"verify":"hmac"}""", "verify")]
    [TestCase("""{"provider":"generic","secrets":["s"],"verify":{}}""", "verify.scheme")]
    [TestCase("""{"provider":"generic","secrets":["s"],"verify":{"scheme":"rsa"}}""", "verify.scheme")]
    [TestCase("""{"provider":"generic","secrets":["s"],"verify":{"scheme":"hmac"}}""", "verify.header")]
    [TestCase("""{"provider":"generic","secrets":["s"],"verify":{"scheme":"hmac","header":"X Y","algorithm":"md5","encoding":"hax","signed":"x","tolerance_ms":1,"salt":2}}""",
        "verify.salt verify.signed verify.header verify.algorithm verify.encoding verify.tolerance_ms")]
    [TestCase("""{"provider":"generic","secrets":["s"],"verify":{"scheme":"hmac","header":"X","signed":"{timestamp}.{body}"}}""", "verify.timestamp_header")]
    [TestCase("""{"provider":"generic","secrets":["s"],"verify":{"scheme":"hmac","header":"X","timestamp_header":"T"}}""", "verify.timestamp_header")]
    [TestCase("""{"provider":"generic","secrets":["s"],"verify":{"scheme":"token","header":"X","algorithm":"sha256"}}""", "verify.algorithm")]
    [TestCase("""{"provider":"generic","secrets":["s"],"verify":{"scheme":"ed25519","header":"X"}}""", "secrets[0]")]
    [TestCase("""{"provider":"generic","allow_unsigned":true,"event_type":{"path":"items[0]"},"dedupe":{"path":"data.a[x]","header":"X"}}""", "event_type.path dedupe")]
    [TestCase("""{"provider":"generic","allow_unsigned":true,"dedupe":{"path":"data.a[]"}}""", "dedupe.path")]
    [TestCase("""{"provider":"generic","allow_unsigned":true,"dedupe":{"path":"data..a"}}""", "dedupe.path")]
    [TestCase("""{"provider":"generic","allow_unsigned":true,"path":"\ud800"}""", "")]
    public void Parse_NamesEveryFault_WhenTheConfigurationIsWrong(string config, string paths)
    {
        var result = Hook.Parse(config);
        Assert.That(result.Config, Is.Null);
        Assert.That(string.Join(' ', result.Errors.Select(error => error.Path).Order(StringComparer.Ordinal)), Is.EqualTo(string.Join(' ', paths.Split(' ').Order(StringComparer.Ordinal))));
        Assert.That(result.Errors.Select(error => error.Message), Has.All.Not.Empty);
    }

    [Test]
    public void Parse_NeverTellsASecret_WhenItIsRefused()
    {
        var result = Hook.Parse("""{"provider":"standard_webhooks","secrets":["whsec_hunter2!"]}""");
        Assert.That(result.Errors.Select(error => error.Message), Has.All.Not.Contains("hunter2"));
    }

    [Test]
    public void Path_IsTheIdOfTheSource_WhenNoneIsGiven() =>
        Assert.That(Hook.Config("""{"provider":"generic","allow_unsigned":true}""").Path, Is.EqualTo("hook"));

    [Test]
    public void Names_AreThoseOfTheContract() =>
        Assert.That(WebhookSenders.Names, Is.EquivalentTo(new[]
        {
            "forgejo", "gitea", "gogs", "github", "gitlab", "bitbucket", "standard_webhooks", "stripe", "slack", "cloudevents", "generic",
        }));

    [Test]
    public void EverySender_RefusesASourceWithoutSecrets([ValueSource(nameof(Senders))] string sender)
    {
        var result = Hook.Parse($$"""{"provider":"{{sender}}"}""");
        Assert.That(result.Errors.Select(error => error.Path), Is.EqualTo(new[] { "secrets" }));
        Assert.That(Hook.Parse($$"""{"provider":"{{sender}}","allow_unsigned":true}""").Errors, Is.Empty);
    }

    private static IEnumerable<string> Senders => WebhookSenders.Names;
}
