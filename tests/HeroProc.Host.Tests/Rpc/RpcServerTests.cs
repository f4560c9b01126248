using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace HeroProc.Host.Tests.Rpc;

/// <summary>What both transports do with a message, good or bad.</summary>
[TestFixture]
internal sealed class RpcServerTests
{
    private const string Good = """{"jsonrpc":"2.0","id":"after","method":"test.nothing"}""";
    private RpcTestHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await RpcTestHost.StartAsync(modules: new TestRpc());

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [TestCaseSource(typeof(MalformedMessages), nameof(MalformedMessages.Cases)), CancelAfter(20_000)]
    public async Task Newline_AnswersAndGoesOn(byte[] message, int code, string id, CancellationToken cancellationToken)
    {
        using var client = _host.Connect();
        await client.SendAsync([.. message, (byte)'\n'], cancellationToken);
        var answer = await client.ReadAsync(cancellationToken);
        var after = await client.CallAsync(Good, cancellationToken);

        AssertError(answer, code, id);
        Assert.That(after.GetProperty("id").GetString(), Is.EqualTo("after"));
    }

    [TestCaseSource(typeof(MalformedMessages), nameof(MalformedMessages.Cases)), CancelAfter(20_000)]
    public async Task Http_AnswersAsJsonRpc(byte[] message, int code, string id, CancellationToken cancellationToken)
    {
        using var http = _host.Http();
        var (status, answer) = await PostAsync(http, message, cancellationToken);
        var (_, after) = await PostAsync(http, Encoding.UTF8.GetBytes(Good), cancellationToken);

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        AssertError(JsonElement.Parse(answer!), code, id);
        Assert.That(JsonElement.Parse(after!).GetProperty("id").GetString(), Is.EqualTo("after"));
    }

    [TestCase("1")]
    [TestCase("-0")]
    [TestCase("1.5")]
    [TestCase("1e400")]
    [TestCase("123456789012345678901234567890")]
    [TestCase("\"\"")]
    [TestCase("\"\\u0041\\n\"")]
    [TestCase("null")]
    [CancelAfter(20_000)]
    public async Task Id_ComesBackAsItWas(string id, CancellationToken cancellationToken)
    {
        using var client = _host.Connect();
        await client.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"test.nothing"}""", cancellationToken);

        Assert.That(await client.ReadLineAsync(cancellationToken), Is.EqualTo($$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{"text":"nothing"}}"""));
    }

    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"test_nothing"}""")]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"test.nothing","params":{}}""")]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"test.nothing","params":[]}""")]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"test.nothing","params":[{}]}""")]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"test.nothing","traceparent":"00-x"}""")]
    [TestCase("\uFEFF{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test.nothing\"}")]
    [TestCase("\r\n\n  \n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test.nothing\"}\r")]
    [CancelAfter(20_000)]
    public async Task Newline_Takes(string message, CancellationToken cancellationToken)
    {
        using var client = _host.Connect();

        Assert.That((await client.CallAsync(message, cancellationToken)).GetProperty("result").GetProperty("text").GetString(), Is.EqualTo("nothing"));
    }

    [TestCase(-32001, """{"kind":"trigger","id":"t1"}""")]
    [TestCase(-32002, null)]
    [TestCase(-32003, null)]
    [TestCase(-32004, """{"retry_after_ms":7}""")]
    [TestCase(-32005, """{"limit":9}""")]
    [TestCase(-32006, null)]
    [TestCase(-32602, """{"errors":[{"path":"code","message":"no such code"},{"path":"code","message":"at all"}]}""")]
    [CancelAfter(20_000)]
    public async Task Error_CarriesCodeAndData(int code, string? data, CancellationToken cancellationToken)
    {
        using var client = _host.Connect();

        var answer = await client.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"test.refuse","params":{"code":CODE}}""".Replace("CODE", $"{code}", StringComparison.Ordinal), cancellationToken);

        AssertError(answer, code, "1");
        Assert.That(answer.GetProperty("error").TryGetProperty("data", out var actual) ? actual.GetRawText() : null, Is.EqualTo(data));
    }

    [TestCase("test.throw")]
    [TestCase("test.throw_late")]
    [CancelAfter(20_000)]
    public async Task Exception_IsLoggedAndNotTold(string method, CancellationToken cancellationToken)
    {
        using var client = _host.Connect();

        var answer = await client.CallAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}"}""", cancellationToken);

        AssertError(answer, -32603, "1");
        var correlation = answer.GetProperty("error").GetProperty("data").GetProperty("correlation_id").GetString()!;
        Assert.Multiple(() =>
        {
            Assert.That(answer.GetRawText(), Does.Not.Contain("secret").And.Not.Contain("Exception").And.Not.Contain("passwd"));
            Assert.That(_host.Log.Entries, Has.Some.Matches<(Microsoft.Extensions.Logging.LogLevel, int Id, string Text, Exception? Exception)>(
                entry => entry.Id == 3100 && entry.Text.Contains(correlation) && entry.Exception is not null));
        });
    }

    [Test, CancelAfter(20_000)]
    public async Task Notification_IsAnsweredByNothing(CancellationToken cancellationToken)
    {
        using var client = _host.Connect();
        using var http = _host.Http();
        foreach (var method in new[] { "test.nothing", "test.throw", "no.such", "$/cancelRequest", "$/other" })
        {
            await client.SendAsync($$"""{"jsonrpc":"2.0","method":"{{method}}"}""", cancellationToken);
            var (status, body) = await PostAsync(http, Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","method":"{{method}}","params":[{"x":1}]}"""), cancellationToken);
            Assert.That((status, body), Is.EqualTo((HttpStatusCode.NoContent, string.Empty)), method);
        }

        Assert.That((await client.CallAsync(Good, cancellationToken)).GetProperty("id").GetString(), Is.EqualTo("after"));
    }

    [Test, CancelAfter(20_000)]
    public async Task Batch_IsAnsweredAsTheSpecificationSays([Values] bool overHttp, CancellationToken cancellationToken)
    {
        const string Batch = """
            [{"jsonrpc":"2.0","id":"1","method":"test.nothing"},{"jsonrpc":"2.0","method":"test.nothing"},{"jsonrpc":"2.0","id":2,"method":"no.such"},
            {"foo":"boo"},1,{"jsonrpc":"2.0","id":3,"method":"test.echo","params":{"value":[1,2]}},{"jsonrpc":"2.0","id":4,"method":"test.echo","params":{}}]
            """;
        var answers = JsonElement.Parse(await SendAsync(overHttp, Batch.ReplaceLineEndings(""), cancellationToken)).EnumerateArray().ToList();

        var told = answers.Select(static answer => $"{answer.GetProperty("id")} {(answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetRawText() : answer.GetProperty("result").GetRawText())}");
        Assert.That(told, Is.EquivalentTo(new[] { "1 {\"text\":\"nothing\"}", "2 -32601", " -32600", " -32600", "3 {\"value\":[1,2]}", "4 -32602" }));
    }

    [Test, CancelAfter(20_000)]
    public async Task Batch_IsAnsweredByNothing_WhenAllAreNotifications(CancellationToken cancellationToken)
    {
        const string Batch = """[{"jsonrpc":"2.0","method":"test.nothing"},{"jsonrpc":"2.0","method":"no.such"},{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}]""";
        using var client = _host.Connect();
        using var http = _host.Http();
        await client.SendAsync(Batch, cancellationToken);

        Assert.That((await PostAsync(http, Encoding.UTF8.GetBytes(Batch), cancellationToken)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await client.CallAsync(Good, cancellationToken)).GetProperty("id").GetString(), Is.EqualTo("after"));
    }

    [Test, CancelAfter(20_000)]
    public async Task Batch_OfTheLargestSize_IsAnsweredInFull([Values] bool overHttp, CancellationToken cancellationToken)
    {
        var batch = "[" + string.Join(',', Enumerable.Range(0, 1_000).Select(static id => $$"""{"jsonrpc":"2.0","id":{{id}},"method":"test.nothing"}""")) + "]";

        var answers = JsonElement.Parse(await SendAsync(overHttp, batch, cancellationToken)).EnumerateArray();

        Assert.That(answers.Select(static answer => answer.GetProperty("id").GetInt32()), Is.EquivalentTo(Enumerable.Range(0, 1_000)));
    }

    [TestCase("text/plain")]
    [TestCase("application/json; charset=utf-16")]
    [TestCase(null)]
    [CancelAfter(20_000)]
    public async Task Http_Answers415_WhenTheContentTypeIsOther(string? contentType, CancellationToken cancellationToken)
    {
        using var http = _host.Http();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Good));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);

        using var response = await http.PostAsync("/rpc", content, cancellationToken);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
    }

    [Test, CancelAfter(20_000)]
    public async Task Identity_IsTheHeader_OnTheSocket(CancellationToken cancellationToken)
    {
        using var http = _host.Http();
        using var client = _host.Connect();
        const string Who = """{"jsonrpc":"2.0","id":1,"method":"test.who"}""";
        http.DefaultRequestHeaders.Add("X-Hero-User", "ada");

        var (_, overHttp) = await PostAsync(http, Encoding.UTF8.GetBytes(Who), cancellationToken);
        var newline = await client.CallAsync(Who, cancellationToken);

        Assert.That(overHttp, Does.Contain("\"ada False\""));
        Assert.That(newline.GetProperty("result").GetProperty("text").GetString(), Is.EqualTo("nobody True"));
    }

    [Test, CancelAfter(20_000)]
    public async Task Identity_IsNobody_OverTcp_WhateverTheHeaderSays(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = _host.TcpAddress };
        http.DefaultRequestHeaders.Add("X-Hero-User", "ada");

        var (_, answer) = await PostAsync(http, """{"jsonrpc":"2.0","id":1,"method":"test.who"}"""u8.ToArray(), cancellationToken);

        Assert.That(answer, Does.Contain("\"nobody False\""));
    }

    private async Task<string> SendAsync(bool overHttp, string message, CancellationToken cancellationToken)
    {
        if (overHttp)
        {
            using var http = _host.Http();
            return (await PostAsync(http, Encoding.UTF8.GetBytes(message), cancellationToken)).Body!;
        }

        using var client = _host.Connect();
        await client.SendAsync(message, cancellationToken);
        return await client.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The server closed the connection.");
    }

    private static async Task<(HttpStatusCode Status, string? Body)> PostAsync(HttpClient http, byte[] body, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PostAsync("/rpc", content, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private static void AssertError(JsonElement answer, int code, string id) => Assert.Multiple(() =>
    {
        Assert.That(answer.GetProperty("jsonrpc").GetString(), Is.EqualTo("2.0"));
        Assert.That(answer.GetProperty("id").GetRawText(), Is.EqualTo(id));
        Assert.That(answer.GetProperty("error").GetProperty("code").GetInt32(), Is.EqualTo(code));
        Assert.That(answer.GetProperty("error").GetProperty("message").GetString(), Is.Not.Empty.And.Length.LessThan(400));
    });
}
