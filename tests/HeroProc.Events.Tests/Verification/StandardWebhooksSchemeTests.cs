using System.Security.Cryptography;
using System.Text;
using HeroProc.Events.Tests.Sources.Webhook;
using HeroProc.Events.Verification;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace HeroProc.Events.Tests.Verification;

[Parallelizable(ParallelScope.All)]
public sealed class StandardWebhooksSchemeTests
{
    private const string Id = "msg_1";
    private const string Body = """{"type":"a"}""";

    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly string Secret = "whsec_" + Convert.ToBase64String(Key);
    private static readonly long Now = Hook.Now / 1000;

    private static string Mac(byte[] key, long time, string id = Id, string body = Body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{time}.{body}")));

    private static Hook Request(long time, params string[] signatures)
    {
        var hook = Hook.With(Body).Header("webhook-id", Id).Header("webhook-timestamp", $"{time}");
        foreach (var signature in signatures)
        {
            hook.Header("webhook-signature", signature);
        }

        return hook;
    }

    private static HeroProc.Events.Sources.Webhook.WebhookSourceConfig Config(params string[] secrets) =>
        Hook.Config($$"""{"provider":"standard_webhooks","secrets":[{{string.Join(',', secrets.Select(secret => $"\"{secret}\""))}}]}""");

    [Test]
    public void Verify_Accepts_ThePublishedVector()
    {
        var vector = Fixtures.Vectors().GetProperty("standard_webhooks");
        string Text(string name) => vector.GetProperty(name).GetString()!;
        var hook = Hook.With(Text("body"));
        foreach (var name in new[] { "webhook-id", "webhook-timestamp", "webhook-signature" })
        {
            hook.Header(name, Text(name));
        }

        hook.At = long.Parse(Text("webhook-timestamp"), System.Globalization.CultureInfo.InvariantCulture) * 1000;
        var received = hook.Event(Config(Text("secret")));
        Assert.That(received.DedupeKey, Is.EqualTo(Text("webhook-id")));
        Assert.That(received.Headers.Keys, Has.None.EqualTo("webhook-signature"));
        hook.At = Hook.Now;
        hook.Refusal(Config(Text("secret")), 401);
    }

    [Test]
    public void Verify_Accepts_WhenAnyOfSeveralSignaturesFitsAnyOfSeveralSecrets()
    {
        var other = "whsec_" + Convert.ToBase64String(new byte[24]);
        var mac = Mac(Key, Now);
        Assert.Multiple(() =>
        {
            Request(Now, $"v1,AAAA {mac}").Event(Config(other, Secret));
            Request(Now, $"v2,whatever v9 {mac}").Event(Config(Secret));
            Request(Now, Mac(new byte[24], Now), mac).Event(Config(Secret));
            Request(Now, mac).Event(Config(Convert.ToBase64String(Key)));
        });
    }

    [TestCase(-300, true)]
    [TestCase(300, true)]
    [TestCase(-301, false)]
    [TestCase(301, false)]
    public void Verify_HoldsTheWindow_InBothDirections(long offset, bool accepted)
    {
        var outcome = Request(Now + offset, Mac(Key, Now + offset)).Send(Config(Secret));
        Assert.That(outcome is HeroProc.Events.Sources.Webhook.WebhookOutcome.Received, Is.EqualTo(accepted));
    }

    [Test]
    public void Verify_Refuses_WhenAnythingSignedWasChanged()
    {
        var mac = Mac(Key, Now);
        Assert.Multiple(() =>
        {
            Request(Now, mac).Replace("webhook-id", "msg_2").Refusal(Config(Secret), 401);
            Request(Now, mac).Replace("webhook-timestamp", $"{Now + 1}").Refusal(Config(Secret), 401);
            Request(Now, mac).Replace("webhook-id", null).Refusal(Config(Secret), 401);
            Request(Now, mac).Header("webhook-id", Id).Refusal(Config(Secret), 401);
            Request(Now, mac.TrimEnd('=')).Refusal(Config(Secret), 401);
            Request(Now, mac.ToUpperInvariant()).Refusal(Config(Secret), 401);
            Request(Now, "v1,").Refusal(Config(Secret), 401);
            Request(Now, " ").Refusal(Config(Secret), 401);
            Request(Now).Refusal(Config(Secret), 401);
            Request(Now, string.Join(' ', Enumerable.Repeat("v1,AAAA", 17)) + " " + mac).Refusal(Config(Secret), 401);
        });
    }

    [Test]
    public void Verify_KeepsTheVersionsApart_WhenAnEd25519SignatureComes()
    {
        var pair = new Ed25519PrivateKeyParameters(Key);
        var publicKey = "whpk_" + Convert.ToBase64String(pair.GeneratePublicKey().GetEncoded());
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, pair);
        signer.BlockUpdate(Encoding.UTF8.GetBytes($"{Id}.{Now}.{Body}"));
        var signature = Convert.ToBase64String(signer.GenerateSignature());
        Assert.Multiple(() =>
        {
            Request(Now, "v1a," + signature).Event(Config(publicKey));
            Request(Now, "v1," + signature).Refusal(Config(publicKey), 401);
            Request(Now, "v1a," + signature).Refusal(Config(Secret), 401);
            // Whoever knows the public key must not be able to make an HMAC with it.
            Request(Now, Mac(pair.GeneratePublicKey().GetEncoded(), Now)).Refusal(Config(publicKey), 401);
            Request(Now, Mac(Encoding.UTF8.GetBytes(publicKey), Now)).Refusal(Config(publicKey), 401);
        });
    }

    [TestCase("whsec_")]
    [TestCase("whsec_not base64")]
    [TestCase("whsec_AAA")]
    [TestCase("whpk_AAAA")]
    public void Parse_RefusesTheSecret_WhenItCannotBeAKey(string secret)
    {
        var errors = Hook.Parse($$"""{"provider":"standard_webhooks","secrets":["{{secret}}"]}""").Errors;
        Assert.That(errors.Select(error => error.Path), Is.EqualTo(new[] { "secrets[0]" }));
    }
}
