using System.Text;
using HeroProc.Events.Tests.Sources.Webhook;
using HeroProc.Events.Verification;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace HeroProc.Events.Tests.Verification;

[Parallelizable(ParallelScope.All)]
public sealed class VerificationPartsTests
{
    [Test]
    public void DigestsEqual_IsFalse_WhenTheExpectedDigestIsEmpty() =>
        Assert.That(ConstantTime.DigestsEqual([], []), Is.False);

    [TestCase("", "")]
    [TestCase("a", "")]
    [TestCase("", "a")]
    [TestCase("a", "A")]
    [TestCase("a", "aa")]
    public void TokensEqual_IsFalse_WhenTokensDifferOrAreEmpty(string expected, string actual) =>
        Assert.That(ConstantTime.TokensEqual(expected, actual), Is.False);

    [TestCase("00ff", true)]
    [TestCase("00FF", true)]
    [TestCase("00f", false)]
    [TestCase("00fff", false)]
    [TestCase("00ff00", false)]
    [TestCase(" 00ff", false)]
    [TestCase("00 ff", false)]
    [TestCase("0x0ff", false)]
    [TestCase("", false)]
    public void Decode_TakesExactlyTheLength_WhenHex(string text, bool taken) =>
        Assert.That(DigestEncoding.Hex.Decode(text, 2) is not null, Is.EqualTo(taken));

    [TestCase("AP8=", true)]
    [TestCase("AP8", false)]
    [TestCase("AP9=", false, TestName = "Spare bits that are set are refused")]
    [TestCase("AP8=\n", false)]
    [TestCase("A P8=", false)]
    [TestCase("AP-_", false)]
    [TestCase("", false)]
    public void Decode_TakesOnlyCanonicalText_WhenBase64(string text, bool taken) =>
        Assert.That(DigestEncoding.Base64.Decode(text, 2) is not null, Is.EqualTo(taken));

    [TestCase("{body}", true)]
    [TestCase("v0:{timestamp}:{body}", true)]
    [TestCase("", false)]
    [TestCase("{timestamp}", false)]
    [TestCase("{body}{body}", false)]
    [TestCase("{body}{timestamp}{timestamp}", false)]
    [TestCase("{id}.{body}", false)]
    [TestCase("{body", false)]
    public void SignedTemplate_IsRefused_WhenItDoesNotCoverTheBodyOnce(string text, bool taken)
    {
        var template = SignedTemplate.TryParse(text, out var fault);
        Assert.That(template is not null, Is.EqualTo(taken));
        Assert.That(fault is null, Is.EqualTo(taken));
    }

    [Test]
    public void SecretReference_NeverPrintsALiteral()
    {
        Assert.That(SecretReference.TryParse("hunter2")!.ToString(), Does.Not.Contain("hunter2"));
        Assert.That(SecretReference.TryParse("secret:DB")!.ToString(), Is.EqualTo("secret:DB"));
        Assert.That(SecretReference.TryParse(" "), Is.Null);
        Assert.That(SecretReference.TryParse("secret:"), Is.Null);
    }

    [Test]
    public void RequestHeaders_TellsARepeatedNameFromASingleOne()
    {
        var headers = new RequestHeaders([new("X-A", " 1\t"), new("x-a", "2"), new("X-B", ""), new("X-C", "3")]);
        Assert.Multiple(() =>
        {
            Assert.That(headers.Values("X-a"), Is.EqualTo(new[] { "1", "2" }));
            Assert.That(headers.Single("x-a"), Is.Null);
            Assert.That(headers.IsRepeated("X-A"), Is.True);
            Assert.That(headers.Single("x-b"), Is.Null);
            Assert.That(headers.Single("x-c"), Is.EqualTo("3"));
            Assert.That(headers.Values("x-d"), Is.Empty);
        });
    }

    [TestCase("hex")]
    [TestCase("base64")]
    public void Ed25519_VerifiesABodyAndATime_WhenConfigured(string encoding)
    {
        var pair = new Ed25519PrivateKeyParameters([.. Enumerable.Range(7, 32).Select(i => (byte)i)]);
        var publicKey = pair.GeneratePublicKey().GetEncoded();
        var time = Hook.Now / 1000;
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, pair);
        signer.BlockUpdate(Encoding.UTF8.GetBytes($"{time}{{}}"));
        var bytes = signer.GenerateSignature();
        string Text(byte[] of) => encoding == "hex" ? Convert.ToHexStringLower(of) : Convert.ToBase64String(of);
        var config = Hook.Config($$"""{"provider":"generic","secrets":["{{Text(publicKey)}}"],"verify":{"scheme":"ed25519","header":"X-Sig","encoding":"{{encoding}}","signed":"{timestamp}{body}","timestamp_header":"X-Time"} }""");
        Assert.Multiple(() =>
        {
            Hook.With("{}").Header("X-Sig", Text(bytes)).Header("X-Time", $"{time}").Event(config);
            Hook.With("[]").Header("X-Sig", Text(bytes)).Header("X-Time", $"{time}").Refusal(config, 401);
            Hook.With("{}").Header("X-Sig", Text(bytes)).Header("X-Time", $"{time + 1}").Refusal(config, 401);
            Hook.With("{}").Header("X-Sig", Text(bytes)).Refusal(config, 401);
            Hook.With("{}").Header("X-Sig", Text(bytes[..63])).Header("X-Time", $"{time}").Refusal(config, 401);
            Hook.With("{}").Header("X-Sig", Text(new byte[64])).Header("X-Time", $"{time}").Refusal(config, 401);
        });
    }
}
