using System.Text.Json.Nodes;
using HeroProc.Events.TestKit;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Jobs;
using HeroProc.Host.Jobs.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace HeroProc.Host.Tests.Jobs;

/// <summary>The job methods, called as the RPC server calls them, over real processes.</summary>
[Platform("Linux")]
internal sealed class JobRpcModuleTests
{
    private TemporaryFolder _folder = null!;
    private JobFolders _folders = null!;
    private JobLife _life = null!;

    [SetUp]
    public async Task SetUp()
    {
        _folder = new TemporaryFolder();
        _folders = new JobFolders(Path.Combine(_folder.Path, "work"));
        var options = new JobsOptions { MaxParallel = 2, LogBytes = 8 * 1024 };
        var launcher = new ProcessLauncher(_folders, options, Python.Environment, TimeProvider.System, NullLogger<ProcessLauncher>.Instance);
        _life = await JobLife.StartAsync(new FaultyDisk(2), launcher, new JobLifeSetup { Options = options }, _folders);
    }

    [TearDown]
    public async Task TearDown()
    {
        await _life.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Job_IsMadeShownAndLogged(CancellationToken token)
    {
        var created = await CallAsync("job.create", """{"spec":{"interpreter":"bash","script":"echo out; echo err >&2; exit 3"},"inputs":{"a":1},"tags":["t"],"idempotency_key":"k"}""");
        var id = (string)created["job_id"]!;
        Assert.That((bool)created["created"]!, Is.True);
        Assert.That((bool)(await CallAsync("job.create", """{"spec":{"interpreter":"exec","script":"true"},"idempotency_key":"k"}"""))["created"]!, Is.False);
        await _life.Watcher.FinishedAsync(id, token);
        var job = await CallAsync("job.get", $$"""{"job_id":"{{id}}"}""");
        Assert.That(((string?)job["phase"], (int?)job["exit_code"], (int?)job["attempt"], job["inputs"]!.ToJsonString()), Is.EqualTo(("failed", 3, 1, """{"a":1}""")));
        var logs = await CallAsync("job.logs", $$"""{"job_id":"{{id}}","attempt":1}""");
        var lines = logs["lines"]!.AsArray().Select(line => $"{line!["attempt"]} {line["stream"]} {line["line"]}");
        Assert.That(lines, Is.EquivalentTo((string[])["1 stdout out", "1 stderr err"]));
        Assert.That((bool)logs["truncated"]!, Is.False);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Logs_SayWhereLinesWereCut_AndGoOnByOffset(CancellationToken token)
    {
        var id = (string)(await CallAsync("job.create", """{"spec":{"interpreter":"exec","script":"seq 1 20000"}}"""))["job_id"]!;
        await _life.Watcher.FinishedAsync(id, token);
        var all = new List<string>();
        int? offset = 0;
        var truncated = false;
        while (offset is not null)
        {
            var page = await CallAsync("job.logs", $$"""{"job_id":"{{id}}","limit":50,"offset":{{offset}}}""");
            all.AddRange(page["lines"]!.AsArray().Select(line => (string)line!["line"]!));
            truncated |= (bool)page["truncated"]!;
            offset = (int?)page["next_offset"];
        }

        Assert.That((truncated, all[0], all[^1]), Is.EqualTo((true, "1", "20000")));
        Assert.That(all.Single(line => line.StartsWith('[')), Does.Match(@"^\[\d+ lines cut out here\]$"));
        Assert.That(all, Is.Unique);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task List_IsNewestFirst_OverPages_WithFilters(CancellationToken token)
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((string)(await CallAsync("job.create", $$"""{"spec":{"interpreter":"exec","script":"{{(i == 2 ? "false" : "true")}}"},"tags":["n{{i % 2}}"]}"""))["job_id"]!);
            await _life.Watcher.FinishedAsync(ids[i], token);
        }

        Assert.That(await IdsAsync("{}"), Is.EqualTo(ids.AsEnumerable().Reverse()));
        Assert.That(await IdsAsync("""{"tag":"n1"}"""), Is.EqualTo((string[])[ids[3], ids[1]]));
        Assert.That(await IdsAsync("""{"phase":"failed"}"""), Is.EqualTo((string[])[ids[2]]));

        async Task<List<string>> IdsAsync(string filter)
        {
            var found = new List<string>();
            var parameters = JsonNode.Parse(filter)!.AsObject();
            parameters["limit"] = 2;
            JsonObject page;
            do
            {
                page = await CallAsync("job.list", parameters.ToJsonString());
                found.AddRange(page["jobs"]!.AsArray().Select(job => (string)job!["id"]!));
                Assert.That(page["jobs"]!.AsArray().Select(job => job!["spec"]), Is.All.Null);
                parameters["cursor"] = (string?)page["next_cursor"];
            }
            while (page["next_cursor"] is not null);
            return found;
        }
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Cancel_EndsARunningJob(CancellationToken token)
    {
        var id = (string)(await CallAsync("job.create", """{"spec":{"interpreter":"exec","script":"sleep 300"}}"""))["job_id"]!;
        await _life.Watcher.WaitAsync(job => job.Id == id && job.Phase == Extensibility.Jobs.JobPhase.Running, token);
        var job = await CallAsync("job.cancel", $$"""{"job_id":"{{id}}","reason":"enough"}""");
        Assert.That(((string?)job["phase"], (string?)job["reason"]), Is.EqualTo(("cancelled", "enough")));
    }

    [TestCase("job.get", """{"job_id":"x"}""", RpcErrorCode.NotFound)]
    [TestCase("job.cancel", """{"job_id":"x"}""", RpcErrorCode.NotFound)]
    [TestCase("job.logs", """{"job_id":"../.."}""", RpcErrorCode.NotFound)]
    [TestCase("job.logs", """{"job_id":"x","limit":0,"offset":-1}""", RpcErrorCode.InvalidParams)]
    [TestCase("job.list", """{"limit":1001}""", RpcErrorCode.InvalidParams)]
    [TestCase("job.list", """{"cursor":"x"}""", RpcErrorCode.InvalidParams)]
    [TestCase("job.create", "{}", RpcErrorCode.InvalidParams)]
    [TestCase("job.create", """{"action":"x"}""", RpcErrorCode.NotFound)]
    public async Task Methods_AnswerWithTheRightCode(string method, string parameters, RpcErrorCode expected) =>
        Assert.That((await JobLife.CallAsync(_life.Rpc, method, parameters)).Error?.Code, Is.EqualTo(expected));

    private async Task<JsonObject> CallAsync(string method, string parameters)
    {
        var result = await JobLife.CallAsync(_life.Rpc, method, parameters);
        Assert.That(result.Error, Is.Null);
        return System.Text.Json.JsonSerializer.SerializeToNode(result.Value, _life.Rpc.Methods.Single(one => one.Info.Name == method).ResultType)!.AsObject();
    }
}
