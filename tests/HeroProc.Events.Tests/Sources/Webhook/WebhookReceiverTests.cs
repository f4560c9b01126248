using System.Net;
using System.Text;
using HeroProc.Events.Sources.Webhook;

namespace HeroProc.Events.Tests.Sources.Webhook;

[Parallelizable(ParallelScope.All)]
public sealed class WebhookReceiverTests
{
    private const string Unsigned = """{"provider":"generic","allow_unsigned":true}""";

    private static readonly WebhookSourceConfig Token =
        Hook.Config($$"""{"provider":"generic","secrets":["{{Hook.Secret}}"],"verify":{"scheme":"token","header":"X-Token"},"max_body_bytes":10 }""");

    [Test]
    public void Receive_Answers413BeforeItVerifies_WhenTheBodyIsTooLarge() =>
        Hook.With("01234567890").Refusal(Token, 413);

    [Test]
    public void Receive_Answers401BeforeItParses_WhenTheBodyIsNoJson()
    {
        Hook.With("{").Refusal(Token, 401);
        Hook.With("{").Header("X-Token", Hook.Secret).Refusal(Token, 400);
    }

    private static IEnumerable<TestCaseData> Malformed()
    {
        foreach (var (name, body) in new (string, byte[])[]
        {
            ("nothing", []),
            ("blanks", " "u8.ToArray()),
            ("two values", "{} {}"u8.ToArray()),
            ("a trailing comma", "[1,]"u8.ToArray()),
            ("a comment", "{}//"u8.ToArray()),
            ("single quotes", "{'a':1}"u8.ToArray()),
            ("a byte order mark", [0xEF, 0xBB, 0xBF, .. "{}"u8]),
            ("UTF-16", Encoding.Unicode.GetBytes("{}")),
            ("an overlong form", [.. "\""u8, 0xC0, 0xA0, .. "\""u8]),
            ("a cut character", [.. "\""u8, 0xE2, 0x82, .. "\""u8]),
            ("a surrogate in UTF-8", [.. "\""u8, 0xED, 0xA0, 0x80, .. "\""u8]),
            ("an escaped half pair", "\"\\ud800\""u8.ToArray()),
            ("an escaped half pair in a name", "{\"\\udc00\":1}"u8.ToArray()),
            ("a pair the wrong way round", "\"\\udc00\\ud800\""u8.ToArray()),
            ("a raw control character", "\"\u0001\""u8.ToArray()),
            ("not a number", "NaN"u8.ToArray()),
            ("too deep", Encoding.ASCII.GetBytes(new string('[', 129) + new string(']', 129))),
            ("very deep", Encoding.ASCII.GetBytes(new string('[', 1_000_000))),
        })
        {
            yield return new TestCaseData(body).SetName($"Receive answers 400 to {name}");
        }
    }

    [TestCaseSource(nameof(Malformed))]
    public void Receive_Answers400(byte[] body) => Hook.With(body).Refusal(Hook.Config(Unsigned), 400);

    [TestCase("1e999")]
    [TestCase("\"\\ud83d\\ude00\"")]
    [TestCase("\"\\\\ud800\"")]
    [TestCase("{\"a\":1,\"a\":2}")]
    [TestCase("null")]
    public void Receive_KeepsTheBytes_WhenTheJsonIsOdd(string body) =>
        Assert.That(Encoding.UTF8.GetString(Hook.With(body).Event(Hook.Config(Unsigned)).Payload.Span), Is.EqualTo(body));

    [Test]
    public void Receive_TakesTheDeepestNesting() =>
        Hook.With(new string('[', 128) + new string(']', 128)).Event(Hook.Config(Unsigned));

    [TestCase("10.1.2.3", 202)]
    [TestCase("::ffff:10.1.2.3", 202)]
    [TestCase("2001:db8::1", 202)]
    [TestCase("11.0.0.1", 403)]
    [TestCase("::1", 403)]
    [TestCase(null, 403)]
    public void Receive_AsksTheAddress_WhenNetworksAreConfigured(string? from, int expected)
    {
        var hook = Hook.With("{}");
        hook.From = from is null ? null : IPAddress.Parse(from);
        var outcome = hook.Send(Hook.Config("""{"provider":"generic","allow_unsigned":true,"allow_ips":["10.0.0.0/8","2001:db8::1"]}"""));
        Assert.That((outcome as WebhookOutcome.Rejected)?.Status ?? 202, Is.EqualTo(expected));
    }

    [TestCase("GET")]
    [TestCase("PUT")]
    [TestCase("OPTIONS")]
    public void Receive_Answers405_WhenTheSenderDoesNotUseTheMethod(string method)
    {
        var hook = Hook.With("{}");
        hook.Method = method;
        Assert.That(hook.Refusal(Hook.Config(Unsigned), 405).Headers["Allow"], Is.EqualTo("POST"));
    }

    [Test]
    public void Receive_ChecksASignatureThatIsThere_WhenUnsignedIsAllowedToo()
    {
        var config = Hook.Config($$"""{"provider":"github","secrets":["{{Hook.Secret}}"],"allow_unsigned":true}""");
        Hook.With("{}").Header("X-GitHub-Event", "ping").Event(config);
        Hook.With("{}").Header("X-GitHub-Event", "ping").Header("X-Hub-Signature-256", "sha256=").Event(config);
        Hook.With("{}").Header("X-GitHub-Event", "ping").Header("X-Hub-Signature-256", "sha256=" + Hook.Hex("[]")).Refusal(config, 401);
    }

    [TestCase("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [TestCase("00-00000000000000000000000000000000-b7ad6b7169203331-01", false)]
    [TestCase("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false)]
    [TestCase("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", false)]
    [TestCase("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x", false)]
    [TestCase("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false)]
    [TestCase("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", true)]
    [TestCase("", false)]
    public void Traceparent_IsTaken_WhenItIsValid(string sent, bool taken) =>
        Assert.That(Hook.With("{}").Header("traceparent", sent).Event(Hook.Config(Unsigned)).Traceparent is not null, Is.EqualTo(taken));

    [Test]
    public void Headers_AreBounded_WhenASenderSendsTooMany()
    {
        var hook = Hook.With("{}");
        for (var i = 0; i < 200; i++)
        {
            hook.Header($"X-{i}", new string('v', 100));
        }

        hook.Header("X-Long", new string('v', 5000)).Header("X-Control", "a\u0001b").Header("X-Two", "1").Header("X-Two", "2");
        var kept = hook.Event(Hook.Config(Unsigned)).Headers;
        Assert.That(kept, Has.Count.EqualTo(64));
        Assert.That(kept.Keys, Has.None.EqualTo("x-long").And.None.EqualTo("x-control"));
    }

    [Test]
    public void Outcome_IsARejectionOrEvents_WhateverIsSent([ValueSource(nameof(AllSenders))] string sender)
    {
        const int seed = 20_260;
        TestContext.Out.WriteLine($"seed {seed}");
        // A fixed seed: the same bytes at every run.
        var random = new Random(seed);
        var config = Hook.Config($$"""{"provider":"{{sender}}","allow_unsigned":true}""");
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 3000; i++)
        {
            var outcome = RandomRequest.Next(random).Send(config);
            var name = outcome.GetType().Name;
            counts[name] = counts.GetValueOrDefault(name) + 1;
            if (outcome is WebhookOutcome.Received received)
            {
                Assert.That(received.Events, Is.Not.Empty);
                Assert.That(received.Events.Select(one => EventText.IsClean(one.Type, EventText.MaxType) && one.DedupeKey is { Length: > 0 and <= 256 }), Has.All.True);
            }
        }

        Assert.That(counts, Contains.Key("Received").And.ContainKey("Rejected"), "both ends were reached");
    }

    private static IEnumerable<string> AllSenders => WebhookSenders.Names;
}
