using System.Text.Json.Nodes;
using HeroProc.Events.TestKit;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Actions;
using HeroProc.Host.Tests.Jobs;

namespace HeroProc.Host.Tests.Actions;

/// <summary>The action methods, called as the RPC server calls them.</summary>
internal sealed class ActionRpcModuleTests
{
    private FaultyDisk _disk = null!;
    private FakeActionType _webhook = null!;
    private FakeScheduler _scheduler = null!;

    [SetUp]
    public void SetUp()
    {
        _disk = new FaultyDisk(5);
        _webhook = new FakeActionType("webhook");
        _scheduler = new FakeScheduler();
    }

    [Test]
    public async Task Set_IsThereAfterADeathOfTheHost_AndIsReplacedBySettingAgain()
    {
        await using (var life = await StartAsync())
        {
            Assert.That(await CallAsync(life, "action.set", Hello), Is.EqualTo("""{"name":"hello","created":true}"""));
            Assert.That(await CallAsync(life, "action.set", Hello.Replace("echo", "printf", StringComparison.Ordinal)), Is.EqualTo("""{"name":"hello","created":false}"""));
            await life.DieAsync();
        }

        await using var next = await StartAsync();
        var spec = JsonNode.Parse(await CallAsync(next, "action.get", """{"name":"hello"}"""))!["spec"]!;
        Assert.That((string?)spec["script"], Is.EqualTo("printf hello"));
    }

    [Test]
    public async Task Delete_IsDurable_AndAnUnknownNameIsNotFound()
    {
        await using (var life = await StartAsync())
        {
            await CallAsync(life, "action.set", Hello);
            Assert.That(await CallAsync(life, "action.delete", """{"name":"hello"}"""), Is.EqualTo("""{"removed":true}"""));
            await life.DieAsync();
        }

        await using var next = await StartAsync();
        foreach (var method in (string[])["action.get", "action.delete"])
        {
            var error = await ErrorAsync(next, method, """{"name":"hello"}""");
            Assert.That((error.Code, error.Details!.ToJsonString()), Is.EqualTo((RpcErrorCode.NotFound, """{"kind":"action","id":"hello"}""")));
        }
    }

    [Test]
    public async Task Set_TellsAllFaultsAtOnce()
    {
        await using var life = await StartAsync();
        var error = await ErrorAsync(life, "action.set", """
            {"name":"../x","spec":{"interpreter":"exec","script":"a 'b","env":{"A B":"1","C":"x\u0000"},"timeout_ms":-1,
             "retry_policy":{"max_attempts":0,"delay_ms":-1,"multiplier":0.5},"tags":[""],"input_schema":{"type":"thing","$ref":"http://x/y","if":{}},
             "schedule_policy":{"interval_ms":5},"run":"other"}}
            """);
        Assert.That(error.Code, Is.EqualTo(RpcErrorCode.InvalidParams));
        Assert.That(error.Details!["errors"]!.AsArray().Select(one => (string)one!["path"]!), Is.EquivalentTo((string[])
        [
            "name", "spec.script", "spec.run", "spec.env", "spec.env.C", "spec.timeout_ms", "spec.retry_policy.max_attempts", "spec.retry_policy.delay_ms", "spec.retry_policy.multiplier",
            "spec.tags[0]", "spec.input_schema.type", "spec.input_schema.$ref", "spec.input_schema.if", "spec.schedule_policy.cron",
        ]));
        Assert.That(life.Actions.List(), Is.Empty);
    }

    [TestCase("""{"name":"a","spec":{"interpreter":"perl","script":"1"}}""", "spec.interpreter", "bash, python3, exec, webhook")]
    [TestCase("""{"name":"a","spec":{"interpreter":"bash"}}""", "spec.script", "needs one")]
    public async Task Set_SaysWhatItExpected(string parameters, string path, string words)
    {
        await using var life = await StartAsync();
        var fault = (await ErrorAsync(life, "action.set", parameters)).Details!["errors"]![0]!;
        Assert.That(((string?)fault["path"], (string?)fault["message"]), Is.EqualTo((path, (string?)fault["message"])));
        Assert.That((string?)fault["message"], Does.Contain(words));
    }

    [Test]
    public async Task Set_RefusesASchedule_WhenThereIsNoScheduler()
    {
        await using var life = await JobLife.StartAsync(_disk, new FakeLauncher());
        var error = await ErrorAsync(life, "action.set", """{"name":"a","spec":{"interpreter":"bash","script":"x","schedule_policy":{"cron":"@hourly"}}}""");
        Assert.That(error.Message, Does.Contain("no scheduler"));
    }

    [Test]
    public async Task Set_KeepsTheScheduleInStep()
    {
        const string Scheduled = """{"name":"a","spec":{"interpreter":"bash","script":"x","schedule_policy":{"cron":"@hourly"}}}""";
        await using var life = await StartAsync();
        await CallAsync(life, "action.set", Scheduled);
        Assert.That(_scheduler.Set["action:a"].Cron, Is.EqualTo("@hourly"));
        await CallAsync(life, "action.set", """{"name":"a","spec":{"interpreter":"bash","script":"x"}}""");
        Assert.That(_scheduler.Set, Is.Empty);
        await CallAsync(life, "action.set", Scheduled);
        await CallAsync(life, "action.delete", """{"name":"a"}""");
        Assert.That(_scheduler.Set, Is.Empty);
    }

    [Test]
    public async Task Set_LeavesNothingBehind_WhenTheDiskRefuses()
    {
        await using var life = await StartAsync();
        await CallAsync(life, "action.set", """{"name":"hook","spec":{"interpreter":"webhook","webhook":{}}}""");
        _webhook.Calls.Clear();
        _disk.ReadOnly = true;
        var error = await ErrorAsync(life, "action.set", """{"name":"hook","spec":{"interpreter":"bash","script":"x","schedule_policy":{"cron":"@hourly"}}}""");
        Assert.That(error.Code, Is.EqualTo(RpcErrorCode.StorageUnavailable));
        Assert.That(life.Actions.Find("hook")!.Spec.Interpreter, Is.EqualTo("webhook"));
        Assert.That(_scheduler.Set, Is.Empty);
        Assert.That(_webhook.Calls, Is.EqualTo((string[])["delete hook", "set hook"]));
    }

    [Test]
    public async Task TypeOfAnExtension_IsToldOfItsActions_AlsoWhenTheInterpreterChanges()
    {
        await using (var life = await StartAsync())
        {
            await CallAsync(life, "action.set", """{"name":"hook","spec":{"interpreter":"webhook","webhook":{"provider":"forgejo"}}}""");
            await CallAsync(life, "action.set", """{"name":"hook","spec":{"interpreter":"bash","script":"true"}}""");
            await CallAsync(life, "action.set", """{"name":"hook","spec":{"interpreter":"webhook","webhook":{"provider":"forgejo"}}}""");
            await life.DieAsync();
        }

        await using var next = await StartAsync();
        await CallAsync(next, "action.delete", """{"name":"hook"}""");
        Assert.That(_webhook.Calls, Is.EqualTo((string[])["reconcile ", "set hook", "delete hook", "set hook", "reconcile hook", "delete hook"]));
    }

    [Test]
    public async Task Set_KeepsNothing_WhenTheTypeRefuses()
    {
        _webhook.Refusal = RpcError.Conflict("The path is taken.");
        await using var life = await StartAsync();
        Assert.That((await ErrorAsync(life, "action.set", """{"name":"hook","spec":{"interpreter":"webhook","webhook":{}}}""")).Code, Is.EqualTo(RpcErrorCode.Conflict));
        Assert.That(life.Actions.List(), Is.Empty);
    }

    [Test]
    public async Task Get_NeverAnswersTheSecretsOfAWebhook()
    {
        await using var life = await StartAsync();
        await CallAsync(life, "action.set", """{"name":"hook","spec":{"interpreter":"webhook","webhook":{"provider":"forgejo","secrets":["hidden-word"]}}}""");
        var shown = await CallAsync(life, "action.get", """{"name":"hook"}""") + await CallAsync(life, "action.list", "{}");
        Assert.That(shown, Does.Not.Contain("hidden-word").And.Contain("\"secret_set\":true"));
        Assert.That(life.Actions.Find("hook")!.Spec.Webhook!.Value.GetRawText(), Does.Contain("hidden-word"));
    }

    [Test]
    public async Task JobOfATypeOfAnExtension_IsRefused()
    {
        await using var life = await StartAsync();
        await CallAsync(life, "action.set", """{"name":"hook","spec":{"interpreter":"webhook","webhook":{}}}""");
        Assert.That((await life.Queue.CreateAsync(new JobRequest { Action = "hook" }, default)).Error!.Code, Is.EqualTo(RpcErrorCode.Refused));
    }

    [Test]
    public async Task List_GoesThroughAllPages_AndTakesATag()
    {
        await using var life = await StartAsync();
        foreach (var name in (string[])["c", "a", "d", "b"])
            await CallAsync(life, "action.set", $$"""{"name":"{{name}}","spec":{"interpreter":"bash","script":"x","tags":["{{(name == "d" ? "odd" : "even")}}"] } }""");
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = JsonNode.Parse(await CallAsync(life, "action.list", new JsonObject { ["limit"] = 2, ["tag"] = "even", ["cursor"] = cursor }.ToJsonString()))!;
            names.AddRange(page["actions"]!.AsArray().Select(one => (string)one!["name"]!));
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);
        Assert.That(names, Is.EqualTo((string[])["a", "b", "c"]));
    }

    private const string Hello = """{"name":"hello","spec":{"interpreter":"bash","script":"echo hello"}}""";

    private Task<JobLife> StartAsync() => JobLife.StartAsync(_disk, new FakeLauncher(), new JobLifeSetup { Types = [_webhook], Scheduler = _scheduler });

    private static async Task<string> CallAsync(JobLife life, string method, string parameters)
    {
        var module = new ActionRpcModule(life.Actions);
        var result = await JobLife.CallAsync(module, method, parameters);
        Assert.That(result.Error, Is.Null);
        return System.Text.Json.JsonSerializer.Serialize(result.Value, module.Methods.Single(one => one.Info.Name == method).ResultType);
    }

    private static async Task<RpcError> ErrorAsync(JobLife life, string method, string parameters) =>
        (await JobLife.CallAsync(new ActionRpcModule(life.Actions), method, parameters)).Error ?? throw new AssertionException("The call succeeded");
}
