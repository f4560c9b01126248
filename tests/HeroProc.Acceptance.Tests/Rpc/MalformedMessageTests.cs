using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HeroProc.Acceptance.Tests.MainJob;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Rpc;

/// <summary>Whatever a client sends gets its error answer on both transports, and the connection goes on.</summary>
[TestFixture]
public sealed class MalformedMessageTests
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"system.ping"}""";

    private HostProcess _host = null!;

    private static IEnumerable<TestCaseData> Messages()
    {
        yield return Of("{", -32700);
        yield return Of("x", -32700);
        yield return Of("{\"jsonrpc\":\"2.0\",\"id\":1,", -32700);
        yield return Of(Ping + Ping, -32700);
        yield return Of(new string('[', 5000), -32700);
        yield return Of("[]", -32600);
        yield return Of("{}", -32600);
        yield return Of("1", -32600);
        yield return Of("\"text\"", -32600);
        yield return Of("null", -32600);
        yield return Of("""{"jsonrpc":"1.0","id":1,"method":"system.ping"}""", -32600);
        yield return Of("""{"jsonrpc":"2.0","id":{},"method":"system.ping"}""", -32600);
        yield return Of("""{"jsonrpc":"2.0","id":1,"method":7}""", -32600);
        yield return Of("""{"jsonrpc":"2.0","id":1,"method":"system.ping","params":3}""", -32600);
        yield return Of("""{"jsonrpc":"2.0","id":1,"method":"nope"}""", -32601);
        yield return Of("""{"jsonrpc":"2.0","id":1,"method":"System.Ping"}""", -32601);
        yield return Of("""{"jsonrpc":"2.0","id":1,"method":"system.ping","params":{"zz":1}}""", -32602);
        yield return Of("""{"jsonrpc":"2.0","id":1,"method":"event.get"}""", -32602);
        yield return Of("""{"jsonrpc":"2.0","id":1,"method":"event.get","params":{"event_id":7}}""", -32602);
        yield return Of("""{"jsonrpc":"2.0","id":1,"method":"event.get","params":{"event_id":"x"}}""", -32001);

        static TestCaseData Of(string message, int code) => new TestCaseData(message, code).SetArgDisplayNames(message[..Math.Min(60, message.Length)], code.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await HostProcess.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [TestCaseSource(nameof(Messages)), CancelAfter(60_000)]
    public async Task Message_GetsItsErrorOnBothTransports_AndTheConnectionGoesOn(string message, int code)
    {
        await using var line = await _host.ConnectAsync();
        await line.SendRawAsync(message);
        // An answer with the id of no call of the client's own lands among the others.
        AssertError(await line.OtherAnswers.ReadAsync(), code);
        Assert.That((await line.CallAsync("system.ping")).GetProperty("result").GetProperty("pong").GetBoolean());

        using var client = _host.HttpOver(_host.Folder.RpcSocket);
        AssertError(JsonElement.Parse(await PostAsync(client, Encoding.UTF8.GetBytes(message))), code);
    }

    [Test, CancelAfter(60_000)]
    public async Task Message_LargerThanTheLimit_IsToldSo_AndTheConnectionGoesOn()
    {
        var message = $$$"""{"jsonrpc":"2.0","id":1,"method":"system.ping","params":{"x":"{{{new string('a', 33 << 20)}}}"}}""";
        await using var line = await _host.ConnectAsync();
        await line.SendRawAsync(message);

        var answer = await line.OtherAnswers.ReadAsync();

        AssertError(answer, -32005);
        Assert.That(answer.GetProperty("error").GetProperty("data").GetProperty("limit").GetInt32(), Is.EqualTo(33_554_432));
        Assert.That((await line.CallAsync("system.ping")).GetProperty("result").GetProperty("pong").GetBoolean());
        using var client = _host.HttpOver(_host.Folder.RpcSocket);
        AssertError(JsonElement.Parse(await PostAsync(client, Encoding.UTF8.GetBytes(message))), -32005);
    }

    [Test, CancelAfter(60_000)]
    public async Task Message_ThatIsNotUtf8_IsAParseError()
    {
        using var client = _host.HttpOver(_host.Folder.RpcSocket);

        AssertError(JsonElement.Parse(await PostAsync(client, [.. "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""u8, 0xff, 0xfe, .. "\"}"u8])), -32700);
    }

    [Test, CancelAfter(60_000)]
    public async Task Batch_IsAnsweredAsTheSpecificationSays()
    {
        using var client = _host.HttpOver(_host.Folder.RpcSocket);

        var answers = JsonElement.Parse(await PostAsync(client, Encoding.UTF8.GetBytes($$"""
            [{{Ping}},{"jsonrpc":"2.0","method":"system.ping"},{"jsonrpc":"2.0","id":"b","method":"system_ping","params":[{}]},{"x":1},7,{"jsonrpc":"2.0","id":3,"method":"nope"}]
            """)));
        var onlyNotifications = await PostAsync(client, """[{"jsonrpc":"2.0","method":"system.ping"}]"""u8.ToArray());

        Assert.That(answers.GetArrayLength(), Is.EqualTo(5), answers.GetRawText());
        Assert.That(answers.EnumerateArray().Where(static one => one.TryGetProperty("result", out _)).Select(static one => one.GetProperty("id").ToString()), Is.EquivalentTo(new[] { "1", "b" }));
        Assert.That(
            answers.EnumerateArray().Where(static one => one.TryGetProperty("error", out _)).Select(static one => one.GetProperty("error").GetProperty("code").GetInt32()),
            Is.EquivalentTo(new[] { -32600, -32600, -32601 }));
        Assert.That(onlyNotifications, Is.Empty);
    }

    [TestCase("""{"source":{"id":"a","source_type":"manual","zz":1}}""", "source.zz")]
    [TestCase("""{"source":{"id":"a","source_type":"manual","config":{"zz":1}}}""", "source.config.zz")]
    [TestCase("""{"source":{"id":"a","source_type":"webhook","config":{"provider":"generic","allow_unsigned":true,"zz":1}}}""", "source.config.zz")]
    [TestCase("""{"source":{"id":"a","source_type":"webhook","config":{"provider":"generic","secrets":["s3cret-s3cret"],"verify":{"scheme":"token","header":"X","zz":1}}}}""", "source.config.verify.zz")]
    [TestCase("""{"trigger":{"id":"a","event_source_id":"manual","zz":1,"action":{"kind":"job","action":"x"}}}""", "trigger.zz")]
    [TestCase("""{"trigger":{"id":"a","event_source_id":"manual","action":{"kind":"job","action":"x","zz":1}}}""", "trigger.action.zz")]
    [TestCase("""{"trigger":{"id":"a","event_source_id":"manual","action":{"kind":"job","action":"x"},"policy":{"zz":1}}}""", "trigger.policy.zz")]
    [TestCase("""{"trigger":{"id":"a","event_source_id":"manual","action":{"kind":"job","action":"x"},"policy":{"retry":{"zz":1}}}}""", "trigger.policy.retry.zz")]
    [TestCase("""{"trigger":{"id":"a","event_source_id":"manual","action":{"kind":"job","action":"x"},"policy":{"throttle":{"count":1,"period_ms":1,"zz":1}}}}""", "trigger.policy.throttle.zz")]
    [TestCase("""{"trigger":{"id":"a","event_source_id":"manual","filter":{"data":{"ref":[{"zz":1}]}},"action":{"kind":"job","action":"x"}}}""", "trigger.filter.data.ref[0]")]
    [TestCase("""{"zz":1,"source":{"id":"a","source_type":"manual"}}""", "zz")]
    [CancelAfter(60_000)]
    public async Task UnknownField_IsNamedWithItsPath_AndNothingIsSet(string parameters, string path)
    {
        var error = await _host.ErrorAsync("event.register", JsonElement.Parse(parameters));

        Assert.That(error.GetProperty("code").GetInt32(), Is.EqualTo(-32602));
        Assert.That(error.GetProperty("data").GetProperty("errors").EnumerateArray().Select(static one => one.GetProperty("path").GetString()), Does.Contain(path), error.GetRawText());
        Assert.That((await _host.ErrorAsync("source.get", new { source_id = "a" })).GetProperty("code").GetInt32(), Is.EqualTo(-32001));
        Assert.That((await _host.ErrorAsync("trigger.get", new { trigger_id = "a" })).GetProperty("code").GetInt32(), Is.EqualTo(-32001));
    }

    private void AssertError(JsonElement answer, int code) => Assert.Multiple(() =>
    {
        Assert.That(answer.GetProperty("jsonrpc").GetString(), Is.EqualTo("2.0"));
        Assert.That(answer.TryGetProperty("id", out _), "an error answer has an id, null when it is not known");
        Assert.That(answer.GetProperty("error").GetProperty("code").GetInt32(), Is.EqualTo(code), answer.GetRawText());
        Assert.That(answer.GetRawText(), Does.Not.Contain("Exception").And.Not.Contains("HeroProc.").And.Not.Contains("   at ").And.Not.Contains(_host.Folder.Root));
    });

    private static async Task<string> PostAsync(HttpClient client, byte[] message)
    {
        using var content = new ByteArrayContent(message) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await client.PostAsync(new Uri("/rpc", UriKind.Relative), content);
        return await answer.Content.ReadAsStringAsync();
    }
}
