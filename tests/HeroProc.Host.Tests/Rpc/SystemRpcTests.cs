using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace HeroProc.Host.Tests.Rpc;

[TestFixture]
internal sealed class SystemRpcTests
{
    [Test, CancelAfter(30_000)]
    public async Task Ping_IsTheSame_OnBothTransports(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
        await using var host = await RpcTestHost.StartAsync(time);
        time.Advance(TimeSpan.FromSeconds(5));
        using var client = host.Connect();
        using var http = host.Http();
        const string Call = """{"jsonrpc":"2.0","id":1,"method":"system.ping","params":{}}""";

        var newline = await client.CallAsync(Call, cancellationToken);
        using var response = await http.PostAsync("/rpc", new StringContent(Call, Encoding.UTF8, "application/json"), cancellationToken);
        var overHttp = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);

        Assert.That(newline.GetRawText(), Is.EqualTo(overHttp.GetRawText()));
        var result = newline.GetProperty("result");
        Assert.Multiple(() =>
        {
            Assert.That(result.GetProperty("pong").GetBoolean(), Is.True);
            Assert.That(result.GetProperty("version").GetString(), Is.EqualTo("0.1.0"));
            Assert.That(result.GetProperty("uptime_ms").GetInt64(), Is.EqualTo(5_000));
            Assert.That(result.GetProperty("now").GetInt64(), Is.EqualTo(1_700_000_005_000));
        });
    }
}
