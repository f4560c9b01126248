using System.Diagnostics;
using System.Text;
using System.Text.Json;
using HeroProc.Events.Sources.Webhook;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Events.Tests.Sources.Webhook;

/// <summary>
/// The receiver and the senders' own JavaScript libraries agree on every signature, whole and damaged. Needs node, and
/// <c>npm ci --ignore-scripts</c> in <c>tests/differential</c>.
/// </summary>
public sealed class SenderLibrariesTests
{
    private const int Seed = 4711;
    private const int Count = 600;

    private static readonly string[] Senders = ["github", "standard_webhooks", "stripe"];
    private static readonly string[] Changes = ["none", "none", "body", "id", "signature", "prefix"];

    [Test]
    [CancelAfter(60_000)]
    public async Task Receive_AgreesWithTheSendersLibrary(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(HostBinary.RepositoryRoot, "tests", "differential");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            Assert.Ignore("The senders' libraries are not installed: run 'npm ci --ignore-scripts' in tests/differential.");
        }

        TestContext.Out.WriteLine($"seed {Seed}");
        var cases = Cases(new Random(Seed)).ToArray();
        var answers = await AskAsync(folder, JsonSerializer.Serialize(new { now = Hook.Now, cases }, JsonSerializerOptions.Web), cancellationToken);
        var verdicts = new Dictionary<(string, bool), int>();
        foreach (var (given, answer) in cases.Zip(answers.EnumerateArray().ToArray()))
        {
            var hook = Hook.With(answer.GetProperty("body").GetString()!).Header("X-GitHub-Event", "ping");
            foreach (var header in answer.GetProperty("headers").EnumerateObject())
            {
                hook.Header(header.Name, header.Value.GetString()!);
            }

            var config = Hook.Config(JsonSerializer.Serialize(new { provider = given.Sender, secrets = new[] { given.Secret } }));
            var ours = hook.Send(config) is not WebhookOutcome.Rejected { Status: 401 };
            var theirs = answer.GetProperty("accepted").GetBoolean();
            Assert.That(ours, Is.EqualTo(theirs), $"{given} sent as {answer.GetRawText()}");
            verdicts[(given.Sender, theirs)] = verdicts.GetValueOrDefault((given.Sender, theirs)) + 1;
        }

        Assert.That(verdicts, Has.Count.EqualTo(Senders.Length * 2), "every library accepted some and refused some");
    }

    private static IEnumerable<Case> Cases(Random random)
    {
        for (var i = 0; i < Count; i++)
        {
            var sender = Senders[i % Senders.Length];
            var key = new byte[random.Next(24, 65)];
            random.NextBytes(key);
            var secret = sender == "github" ? Text(random, 1) : "whsec_" + Convert.ToBase64String(key);
            // Times around the limit of both sides.
            var time = (Hook.Now / 1000) + random.Next(6) switch { 0 => -301, 1 => -299, 2 => 299, _ => random.Next(-250, 250) };
            // Stripe's library takes any time ahead; refusing it is our own decision and tested elsewhere.
            yield return new Case(sender, secret, JsonSerializer.Serialize(new { type = Text(random, 0) }), $"msg_{i}", time, Changes[random.Next(Changes.Length)]);
        }
    }

    private static string Text(Random random, int min)
    {
        var text = new StringBuilder();
        var length = random.Next(min, 40);
        for (var i = 0; i < length; i++)
        {
            text.Append(char.ConvertFromUtf32(random.Next(4) switch { 0 => random.Next(0x20, 0x7F), 1 => random.Next(0xA0, 0x800), 2 => random.Next(0x1F300, 0x1F600), _ => random.Next('a', 'z') }));
        }

        return string.IsNullOrWhiteSpace(text.ToString()) && min > 0 ? "s" : text.ToString();
    }

    private static async Task<JsonElement> AskAsync(string folder, string question, CancellationToken cancellationToken)
    {
        using var node = new Process
        {
            StartInfo = new ProcessStartInfo("node", ["verdicts.mjs"])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                StandardInputEncoding = new UTF8Encoding(false),
                StandardOutputEncoding = Encoding.UTF8,
            },
        };
        try
        {
            node.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("There is no node to run the senders' libraries.");
        }

        try
        {
            await node.StandardInput.WriteAsync(question.AsMemory(), cancellationToken);
            node.StandardInput.Close();
            var answer = await node.StandardOutput.ReadToEndAsync(cancellationToken);
            await node.WaitForExitAsync(cancellationToken);
            Assert.That(node.ExitCode, Is.Zero);
            return JsonElement.Parse(answer);
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }
        }
    }

    private sealed record Case(string Sender, string Secret, string Body, string Id, long Time, string Change);
}
