using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Discovery;
using HeroProc.Host.Rpc.Dispatch;

namespace HeroProc.Host.Tests.Rpc;

[TestFixture]
internal sealed class OpenRpcDocumentTests
{
    [Test, CancelAfter(20_000)]
    public async Task Document_IsThis_ForASmallModule(CancellationToken cancellationToken)
    {
        var method = RpcMethod.Create(
            new RpcMethodInfo("test.bind", "Binds.")
            {
                Description = "At length.",
                Errors = [RpcErrorCode.NotFound],
                ExampleParams = """{"name":"x"}""",
                ExampleResult = """{"text":"x"}""",
            },
            TestRpcJson.Default.BindParams,
            TestRpcJson.Default.TestAnswer,
            static (_, _, _) => ValueTask.FromResult<RpcResult<TestAnswer>>(new TestAnswer(string.Empty)));

        var document = JsonNode.Parse(new OpenRpcDocument(new MethodTable([new Module(method)]), new HostVersion()).Utf8.Span)!;

        var written = document.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Rpc");
        await File.WriteAllTextAsync(Path.Combine(folder, "OpenRpcDocumentTests.received.json"), written + "\n", cancellationToken);
        var approved = await File.ReadAllTextAsync(Path.Combine(folder, "OpenRpcDocumentTests.approved.json"), cancellationToken);
        Assert.That(written, Is.EqualTo(approved.TrimEnd()), "compare the received file beside the test's binaries with the approved one in the sources");
    }

    [Test, CancelAfter(20_000)]
    public async Task Document_IsTheSame_FromTheMethodAndTheEndpoint(CancellationToken cancellationToken)
    {
        await using var host = await RpcTestHost.StartAsync(modules: new TestRpc());
        using var http = host.Http();
        using var client = host.Connect();

        var fetched = JsonElement.Parse(await http.GetByteArrayAsync("/openrpc.json", cancellationToken));
        var called = await client.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}""", cancellationToken);

        Assert.That(called.GetProperty("result").GetRawText(), Is.EqualTo(fetched.GetRawText()));
        Assert.That(
            fetched.GetProperty("methods").EnumerateArray().Select(static method => method.GetProperty("name").GetString()),
            Is.EqualTo(new[]
            {
                "rpc.discover", "system.ping", "test.bind", "test.connected", "test.echo", "test.large", "test.nothing", "test.notify",
                "test.refuse", "test.throw", "test.throw_late", "test.wait", "test.who",
            }));
    }

    [Test, CancelAfter(20_000)]
    public async Task ServiceDescription_NamesTheProtocol(CancellationToken cancellationToken)
    {
        await using var host = await RpcTestHost.StartAsync();
        using var http = host.Http();

        var description = JsonElement.Parse(await http.GetByteArrayAsync("/.well-known/heroservice.json", cancellationToken));

        Assert.Multiple(() =>
        {
            Assert.That(description.GetProperty("protocol").GetString(), Is.EqualTo("openrpc"));
            Assert.That(description.GetProperty("service_id").GetString(), Is.EqualTo("hero_proc"));
            Assert.That(description.GetProperty("socket").GetString(), Is.EqualTo("rpc"));
            Assert.That(description.GetProperty("version").GetString(), Is.EqualTo("0.1.0"));
        });
    }

    [Test]
    public void Start_Fails_WhenTwoModulesOfferOneName() =>
        Assert.That(
            static async () => await RpcTestHost.StartAsync(modules: [new TestRpc(), new Module(Named("test_echo"))]),
            Throws.InvalidOperationException.With.Message.Contains("'test_echo'").And.Message.Contains(nameof(TestRpc)).And.Message.Contains(nameof(Module)));

    [TestCase("")]
    [TestCase("a b")]
    [TestCase("$/x")]
    public void Start_Fails_WhenANameIsNone(string name) =>
        Assert.That(() => new MethodTable([new Module(Named(name))]), Throws.InvalidOperationException.With.Message.Contains(nameof(Module)));

    private static RpcMethod Named(string name) => RpcMethod.Create(
        new RpcMethodInfo(name, "x"),
        TestRpcJson.Default.EmptyParams,
        TestRpcJson.Default.TestAnswer,
        static (_, _, _) => ValueTask.FromResult<RpcResult<TestAnswer>>(new TestAnswer(string.Empty)));

    private sealed class Module(params RpcMethod[] methods) : IRpcModule
    {
        public IReadOnlyList<RpcMethod> Methods => methods;
    }
}
