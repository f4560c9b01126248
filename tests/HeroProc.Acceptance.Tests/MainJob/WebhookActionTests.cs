using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.MainJob;

/// <summary>An action of type <c>webhook</c> makes hero_proc itself the receiver.</summary>
[TestFixture]
public sealed class WebhookActionTests
{
    private static readonly byte[] _body = "{\"a\":1}"u8.ToArray();
    private static readonly object _webhook = new
    {
        provider = "generic",
        secrets = new[] { Hook.Secret },
        verify = new { scheme = "hmac", algorithm = "sha256", header = "X-Signature", encoding = "hex" },
    };

    [Test, CancelAfter(120_000)]
    public async Task Post_RunsTheOtherAction_AlsoAfterAKill()
    {
        await using var host = await StartAsync();
        Assert.That((await PostAsync(host, _body, "00")).Status, Is.EqualTo(401));

        await host.OnlyJobAsync((await PostAsync(host, _body)).EventId);
        await host.Kill9Async();
        await host.RestartAsync();
        await host.OnlyJobAsync((await PostAsync(host, "{\"a\":2}"u8.ToArray())).EventId);

        Assert.That(await host.JobsOfAsync("show"), Has.Length.EqualTo(2));
    }

    [Test, CancelAfter(120_000)]
    public async Task Job_IsRefused_BecauseSuchAnActionDoesNotRun()
    {
        await using var host = await StartAsync();

        var error = await host.ErrorAsync("job.create", new { action = "hook" });

        Assert.That(error.GetProperty("code").GetInt32(), Is.EqualTo(-32003));
        Assert.That(await host.JobsOfAsync("hook"), Is.Empty);
    }

    [Test, CancelAfter(120_000)]
    public async Task Secret_IsInNoAnswer()
    {
        await using var host = await StartAsync();
        foreach (var (method, parameters) in (IReadOnlyList<(string, object?)>)[("action.get", new { name = "hook" }), ("action.list", null), ("source.get", new { source_id = "hook" }), ("source.list", null), ("trigger.list", null)])
        {
            Assert.That((await host.ResultAsync(method, parameters)).GetRawText(), Does.Not.Contain(Hook.Secret), method);
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task Delete_RemovesSourceAndTrigger_AlsoForTheTimeAfterAKill()
    {
        await using var host = await StartAsync();

        await host.ResultAsync("action.delete", new { name = "hook" });
        await host.Kill9Async();
        await host.RestartAsync();

        Assert.That((await PostAsync(host, _body)).Status, Is.EqualTo(404));
        Assert.That((await host.ErrorAsync("source.get", new { source_id = "hook" })).GetProperty("code").GetInt32(), Is.EqualTo(-32001));
        Assert.That((await host.ErrorAsync("trigger.get", new { trigger_id = "hook" })).GetProperty("code").GetInt32(), Is.EqualTo(-32001));
        Assert.That((await host.ErrorAsync("action.get", new { name = "hook" })).GetProperty("code").GetInt32(), Is.EqualTo(-32001));
    }

    [TestCase("source.delete", "source_id")]
    [TestCase("trigger.delete", "trigger_id")]
    [TestCase("event.unregister", "source_id")]
    [TestCase("event.unregister", "trigger_id")]
    [CancelAfter(120_000)]
    public async Task PartsOfIt_CannotBeRemovedAlone(string method, string idName)
    {
        await using var host = await StartAsync();

        var error = await host.ErrorAsync(method, new Dictionary<string, string> { [idName] = "hook" });

        Assert.That(error.GetProperty("code").GetInt32(), Is.EqualTo(-32003));
        Assert.That(error.GetProperty("message").GetString(), Does.Contain("action.delete"));
        await host.OnlyJobAsync((await PostAsync(host, _body)).EventId);
    }

    [Test, CancelAfter(120_000)]
    public async Task Set_IsRefusedWithThePathsOfTheAction_AndLeavesNothing()
    {
        await using var host = await HostProcess.StartAsync();

        var error = await host.ErrorAsync("action.set", new { name = "hook", spec = new { interpreter = "webhook", webhook = new { provider = "none" } } });
        var run = await host.ErrorAsync("action.set", new { name = "hook", spec = new { interpreter = "webhook", webhook = _webhook, run = "missing" } });

        Assert.That(error.GetProperty("data").GetProperty("errors")[0].GetProperty("path").GetString(), Is.EqualTo("spec.webhook.provider"));
        Assert.That(run.GetProperty("data").GetProperty("errors")[0].GetProperty("path").GetString(), Is.EqualTo("spec.run"));
        Assert.That((await host.ErrorAsync("source.get", new { source_id = "hook" })).GetProperty("code").GetInt32(), Is.EqualTo(-32001));
    }

    private static async Task<HostProcess> StartAsync()
    {
        var host = await HostProcess.StartAsync();
        await host.SetShowingActionAsync();
        await host.ResultAsync("action.set", new { name = "hook", spec = new { interpreter = "webhook", webhook = _webhook, run = "show" } });
        return host;
    }

    private static async Task<HookAnswer> PostAsync(HostProcess host, byte[] body, string? signature = null)
    {
        using var client = host.HttpOverTcp();
        return await Hook.PostAsync(client, "/hooks/hook", new ByteArrayContent(body), ("X-Signature", signature ?? Hook.Sign(body)));
    }
}
