using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.MainJob;

/// <summary>Senders nobody has heard of, described by data.</summary>
[TestFixture]
public sealed class GenericWebhookTests
{
    private static readonly byte[] _body = "{\"kind\":\"built\", \"n\": 1}"u8.ToArray();

    [Test, CancelAfter(120_000)]
    public async Task Hmac_WithAPrefixInHex_IsTakenAndRunsTheJob()
    {
        await using var host = await StartAsync(new { scheme = "hmac", algorithm = "sha256", header = "X-Signature", encoding = "hex", prefix = "sha256=", signed = "{body}" });
        using var client = host.HttpOverTcp();

        var taken = await Hook.PostAsync(client, "/hooks/gen", new ByteArrayContent(_body), ("X-Signature", "sha256=" + Hook.Sign(_body)));
        var bare = await Hook.PostAsync(client, "/hooks/gen", new ByteArrayContent(_body), ("X-Signature", Hook.Sign(_body)));

        Assert.That(taken.Status, Is.EqualTo(202), taken.Text);
        Assert.That((bare.Status, bare.ContentType), Is.EqualTo((401, "application/problem+json")), "the prefix is part of what is agreed");
        var output = await host.OutputOfAsync(await host.OnlyJobAsync(taken.EventId));
        Assert.That(output, Does.Contain("""inputs {"n":1}"""));
        Assert.That((await host.DeliveredAsync(taken.EventId)).GetProperty("event").GetProperty("type").GetString(), Is.EqualTo("built"));
    }

    [Test, CancelAfter(120_000)]
    public async Task Hmac_OverTimestampAndBodyInBase64_IsTakenOnlyWithinTheTolerance()
    {
        await using var host = await StartAsync(
            new { scheme = "hmac", algorithm = "sha512", header = "X-Signature", encoding = "base64", signed = "{timestamp}.{body}", timestamp_header = "X-Time", tolerance_ms = 60_000 });
        using var client = host.HttpOverTcp();
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        Assert.That(await StatusAsync(now), Is.EqualTo(202));
        Assert.That(await StatusAsync(now - 200), Is.EqualTo(401), "too old");
        Assert.That(await StatusAsync(now + 200), Is.EqualTo(401), "from the future");
        Assert.That(await StatusAsync(now, says: now + 1), Is.EqualTo(401), "another time than the signed one");
        Assert.That(await host.EventIdsAsync(), Has.Length.EqualTo(1));

        async Task<int> StatusAsync(long time, long? says = null)
        {
            byte[] signed = [.. Encoding.ASCII.GetBytes(time.ToString(CultureInfo.InvariantCulture)), (byte)'.', .. _body];
            var signature = Convert.ToBase64String(HMACSHA512.HashData(Encoding.UTF8.GetBytes(Hook.Secret), signed));
            return (await Hook.PostAsync(client, "/hooks/gen", new ByteArrayContent(_body), ("X-Signature", signature), ("X-Time", (says ?? time).ToString(CultureInfo.InvariantCulture)))).Status;
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task Token_IsTakenOnlyWhenItIsTheAgreedOne_AndDedupeTellsRepetitions()
    {
        await using var host = await StartAsync(new { scheme = "token", header = "X-Token" });
        using var client = host.HttpOverTcp();

        var first = await Hook.PostAsync(client, "/hooks/gen", new ByteArrayContent(_body), ("X-Token", Hook.Secret), ("X-Id", "1"));
        var again = await Hook.PostAsync(client, "/hooks/gen", new ByteArrayContent("{\"kind\":\"built\",\"n\":2}"u8.ToArray()), ("X-Token", Hook.Secret), ("X-Id", "1"));
        var wrong = await Hook.PostAsync(client, "/hooks/gen", new ByteArrayContent(_body), ("X-Token", Hook.Secret[..^1]), ("X-Id", "2"));
        var twice = await Hook.PostAsync(client, "/hooks/gen", new ByteArrayContent(_body), ("X-Token", Hook.Secret + "x"), ("X-Token", Hook.Secret), ("X-Id", "3"));

        Assert.That((first.Status, first.Duplicate), Is.EqualTo((202, false)));
        Assert.That((again.Status, again.Duplicate, again.EventId), Is.EqualTo((202, true, first.EventId)));
        Assert.That((twice.Status, twice.ContentType), Is.EqualTo((401, "application/problem+json")));
        Assert.That((wrong.Status, wrong.ContentType), Is.EqualTo((401, "application/problem+json")));
        Assert.That(twice.Text, Does.Not.Contain(Hook.Secret));
    }

    private static async Task<HostProcess> StartAsync(object verify)
    {
        var host = await HostProcess.StartAsync();
        await host.SetShowingActionAsync();
        await host.ResultAsync("event.register", new
        {
            source = new
            {
                id = "gen",
                source_type = "webhook",
                config = new { provider = "generic", secrets = new[] { Hook.Secret }, verify, event_type = new { path = "data.kind" }, dedupe = new { header = "X-Id" } },
            },
            trigger = new { id = "gen", event_source_id = "gen", action = new { kind = "job", action = "show", inputs = new { n = "{{ data.n }}" } } },
        });
        return host;
    }
}
