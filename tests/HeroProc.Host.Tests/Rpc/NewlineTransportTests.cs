using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using static HeroProc.Host.Tests.Rpc.TestCalls;

namespace HeroProc.Host.Tests.Rpc;

/// <summary>Limits, order and cancellation on newline connections.</summary>
[TestFixture]
internal sealed class NewlineTransportTests
{
    [Test, CancelAfter(60_000)]
    public async Task LineOverTheLimit_IsRefusedAndSkipped_WhateverItsSize(CancellationToken cancellationToken)
    {
        await using var host = await RpcTestHost.StartAsync(modules: new TestRpc());
        using var client = host.Connect();
        var piece = Encoding.ASCII.GetBytes(new string('x', 1 << 20));
        var sending = Task.Run(
            async () =>
            {
                for (var count = 0; count < 80; count++)
                {
                    await client.SendAsync(piece, cancellationToken);
                }

                await client.SendAsync("\n" + Nothing, cancellationToken);
            },
            cancellationToken);

        var refusal = await client.ReadAsync(cancellationToken);
        var after = await client.ReadAsync(cancellationToken);
        await sending;

        Assert.That(Code(refusal), Is.EqualTo(-32005));
        Assert.That(refusal.GetProperty("error").GetProperty("data").GetRawText(), Is.EqualTo("""{"limit":33554432}"""));
        Assert.That(after.GetProperty("id").GetString(), Is.EqualTo("after"));
    }

    [Test, CancelAfter(60_000)]
    public async Task LargestLine_IsAnswered(CancellationToken cancellationToken)
    {
        await using var host = await RpcTestHost.StartAsync(modules: new TestRpc());
        using var client = host.Connect();
        const string Head = """{"jsonrpc":"2.0","id":1,"method":"test.echo","params":{"value":[],"x":" """;
        const string Tail = "\"}}";
        var line = Head + new string('a', 33_554_432 - Head.Length - Tail.Length) + Tail;
        var started = Stopwatch.GetTimestamp();

        var sending = client.SendAsync(line + "\r", cancellationToken);
        var answer = await client.ReadAsync(cancellationToken);
        await sending;
        var took = Stopwatch.GetElapsedTime(started);
        TestContext.Out.WriteLine($"{line.Length} bytes in {took.TotalMilliseconds:0} ms");

        Assert.That(Code(answer), Is.EqualTo(-32602), "it was read to its end");
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(10)), "the work is linear; quadratic would take minutes in these pieces");
    }

    [Test, CancelAfter(20_000)]
    public async Task Limit_HoldsToTheByte([Values(0, 1)] int over, CancellationToken cancellationToken)
    {
        await using var host = await RpcTestHost.StartAsync(options: static options => options.MaxMessageBytes = 2_048, modules: new TestRpc());
        using var client = host.Connect();
        var line = Nothing.PadRight(2_048 + over);

        var answer = await client.CallAsync(line, cancellationToken);

        Assert.That(answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() : 0, Is.EqualTo(over == 0 ? 0 : -32005));
    }

    [Test, CancelAfter(20_000)]
    public async Task ResultOverTheLimit_IsAnErrorInItsPlace(CancellationToken cancellationToken)
    {
        await using var host = await RpcTestHost.StartAsync(options: static options => options.MaxMessageBytes = 2_048, modules: new TestRpc());
        using var client = host.Connect();

        Assert.That(Code(await client.CallAsync(Large(1, 2_048), cancellationToken)), Is.EqualTo(-32005));
        var batch = await client.CallAsync($"[{Large(1, 1_500)},{Large(2, 1_500)},{Large(3, 100)}]", cancellationToken);

        Assert.That(batch.EnumerateArray().Select(static answer => answer.TryGetProperty("error", out _) ? "error" : "result").Order(), Is.EqualTo(new[] { "error", "result", "result" }));
    }

    [Test, CancelAfter(20_000)]
    public async Task Message_MayComeInAnyPieces(CancellationToken cancellationToken)
    {
        await using var host = await RpcTestHost.StartAsync(modules: new TestRpc());
        using var client = host.Connect();
        foreach (var single in Encoding.UTF8.GetBytes(Nothing + "\r\n" + Nothing + "\n"))
        {
            await client.SendAsync([single], cancellationToken);
        }

        Assert.That((await client.ReadAsync(cancellationToken)).GetProperty("id").GetString(), Is.EqualTo("after"));
        Assert.That((await client.ReadAsync(cancellationToken)).GetProperty("id").GetString(), Is.EqualTo("after"));
    }

    [Test, CancelAfter(60_000)]
    public async Task EveryCallIsAnsweredOnce_WithEightClientsOfSixtyFourCalls(CancellationToken cancellationToken)
    {
        await using var host = await RpcTestHost.StartAsync(modules: new TestRpc());
        const int Calls = 2_000, InFlight = 64;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var client = host.Connect();
            using var window = new SemaphoreSlim(InFlight);
            var sending = Task.Run(
                async () =>
                {
                    for (var id = 0; id < Calls; id++)
                    {
                        await window.WaitAsync(cancellationToken);
                        await client.SendAsync(Echo(id), cancellationToken);
                    }
                },
                cancellationToken);
            var answered = new HashSet<int>();
            for (var count = 0; count < Calls; count++)
            {
                var answer = await client.ReadAsync(cancellationToken);
                var id = answer.GetProperty("id").GetInt32();
                Assert.That(answer.GetProperty("result").GetProperty("value").GetInt32(), Is.EqualTo(id));
                Assert.That(answered.Add(id), Is.True);
                window.Release();
            }

            await sending;
        }));
        Assert.That(host.Load.Running, Is.Zero);
    }

    [Test, CancelAfter(20_000)]
    public async Task Calls_BeginInTheOrderTheyCame(CancellationToken cancellationToken)
    {
        var module = new TestRpc();
        await using var host = await RpcTestHost.StartAsync(modules: module);
        using var client = host.Connect();
        await client.SendAsync(string.Join('\n', Enumerable.Range(0, 200).Select(static id => Wait(id, $"k{id}"))), cancellationToken);

        for (var id = 0; id < 200; id++)
        {
            Assert.That(await module.Begun.Reader.ReadAsync(cancellationToken), Is.EqualTo($"k{id}"));
        }

        module.Gate("k199").SetResult();
        Assert.That((await client.ReadAsync(cancellationToken)).GetProperty("id").GetInt32(), Is.EqualTo(199), "it ends before those that came first");
    }

    [Test, CancelAfter(20_000)]
    public async Task NextLineIsNotRead_WhileTheConnectionsPlacesAreTaken(CancellationToken cancellationToken)
    {
        var module = new TestRpc();
        await using var host = await RpcTestHost.StartAsync(options: static options => options.MaxCallsPerConnection = 2, modules: module);
        using var client = host.Connect();
        await client.SendAsync(string.Join('\n', Wait(1, "a"), Wait(2, "b"), Wait(3, "c")), cancellationToken);
        await module.Begun.Reader.ReadAsync(cancellationToken);
        await module.Begun.Reader.ReadAsync(cancellationToken);
        Assert.That(host.Load.Running, Is.EqualTo(2));

        module.Gate("b").SetResult();

        Assert.That((await client.ReadAsync(cancellationToken)).GetProperty("id").GetInt32(), Is.EqualTo(2));
        Assert.That(await module.Begun.Reader.ReadAsync(cancellationToken), Is.EqualTo("c"));
    }

    [Test, CancelAfter(20_000)]
    public async Task CallOverTheHostsLimit_IsOverloaded(CancellationToken cancellationToken)
    {
        var module = new TestRpc();
        await using var host = await RpcTestHost.StartAsync(options: static options => options.MaxCalls = 1, modules: module);
        using var first = host.Connect();
        using var second = host.Connect();
        await first.SendAsync(Wait(1, "a"), cancellationToken);
        await module.Begun.Reader.ReadAsync(cancellationToken);

        var refused = await second.CallAsync(Nothing, cancellationToken);
        module.Gate("a").SetResult();
        await first.ReadAsync(cancellationToken);

        Assert.That(refused.GetProperty("error").GetRawText(), Does.Contain("-32004").And.Contain("\"retry_after_ms\":250"));
        Assert.That((await second.CallAsync(Nothing, cancellationToken)).TryGetProperty("result", out _), Is.True);
    }

    [Test, CancelAfter(20_000)]
    public async Task ConnectionOverTheLimit_IsToldAndClosed(CancellationToken cancellationToken)
    {
        await using var host = await RpcTestHost.StartAsync(options: static options => options.MaxConnections = 1, modules: new TestRpc());
        using var first = host.Connect();
        await first.CallAsync(Nothing, cancellationToken);
        using var second = host.Connect();

        Assert.That(Code(await second.CallAsync(Nothing, cancellationToken)), Is.EqualTo(-32004));
        Assert.That(await second.ReadLineAsync(cancellationToken), Is.Null);
        Assert.That((await first.CallAsync(Nothing, cancellationToken)).TryGetProperty("result", out _), Is.True);
    }

    [TestCase("7", """{"id":7}""")]
    [TestCase("\"x\"", """[{"id":"x"}]""")]
    [TestCase("1.5", """{"id":1.5}""")]
    [CancelAfter(20_000)]
    public async Task Cancellation_EndsTheCallItNames(string id, string parameters, CancellationToken cancellationToken)
    {
        var module = new TestRpc();
        await using var host = await RpcTestHost.StartAsync(modules: module);
        using var client = host.Connect();
        await client.SendAsync(Wait(0, "other"), cancellationToken);
        await client.SendAsync(Wait(0, "mine").Replace("\"id\":0", $"\"id\":{id}", StringComparison.Ordinal), cancellationToken);
        await module.Begun.Reader.ReadAsync(cancellationToken);
        await module.Begun.Reader.ReadAsync(cancellationToken);

        await client.SendAsync($$"""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{{parameters}}}""", cancellationToken);
        var answer = await client.ReadAsync(cancellationToken);

        Assert.That(Code(answer), Is.EqualTo(-32800));
        Assert.That(answer.GetProperty("id").GetRawText(), Is.EqualTo(id));
        Assert.That(await module.Cancelled.Reader.ReadAsync(cancellationToken), Is.EqualTo("mine"));
        module.Gate("other").SetResult();
        Assert.That((await client.ReadAsync(cancellationToken)).TryGetProperty("result", out _), Is.True);
    }

    [Test, CancelAfter(20_000)]
    public async Task Notifications_ComeInOrderBeforeTheAnswer(CancellationToken cancellationToken)
    {
        await using var host = await RpcTestHost.StartAsync(modules: new TestRpc());
        using var client = host.Connect();
        await client.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"test.notify","params":{"size":1000}}""", cancellationToken);

        for (var count = 0; count < 1_000; count++)
        {
            Assert.That(await client.ReadLineAsync(cancellationToken), Is.EqualTo($$$"""{"jsonrpc":"2.0","method":"test.note","params":{"text":"{{{count}}}"}}"""));
        }

        Assert.That((await client.ReadAsync(cancellationToken)).GetProperty("result").GetProperty("text").GetString(), Is.EqualTo("done"));
    }
}
