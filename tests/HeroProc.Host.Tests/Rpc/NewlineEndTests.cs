using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using static HeroProc.Host.Tests.Rpc.TestCalls;

namespace HeroProc.Host.Tests.Rpc;

/// <summary>How newline connections end, and what becomes of their calls.</summary>
[TestFixture]
internal sealed class NewlineEndTests
{
    [Test, CancelAfter(20_000)]
    public async Task HalfClosedClient_StillGetsItsAnswers(CancellationToken cancellationToken)
    {
        var module = new TestRpc();
        await using var host = await RpcTestHost.StartAsync(new FakeTimeProvider(), modules: module);
        using var client = host.Connect();
        await client.SendAsync(Wait(1, "a"), cancellationToken);
        await client.SendAsync(Encoding.UTF8.GetBytes(Nothing), cancellationToken);
        client.Socket.Shutdown(SocketShutdown.Send);

        Assert.That((await client.ReadAsync(cancellationToken)).GetProperty("id").GetString(), Is.EqualTo("after"), "a last line needs no end");
        module.Gate("a").SetResult();
        Assert.That((await client.ReadAsync(cancellationToken)).GetProperty("id").GetInt32(), Is.EqualTo(1));
        Assert.That(await client.ReadLineAsync(cancellationToken), Is.Null);
    }

    [Test, CancelAfter(20_000)]
    public async Task CallsOfAClientThatIsGone_AreCancelled_OnceTheirTimeIsOver(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider();
        var module = new TestRpc();
        await using var host = await RpcTestHost.StartAsync(time, modules: module);
        var client = host.Connect();
        await client.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"test.connected"}""", cancellationToken);
        await client.SendAsync(Wait(1, "a"), cancellationToken);
        await module.Begun.Reader.ReadAsync(cancellationToken);
        client.Dispose();
        await module.Closed.Task.WaitAsync(cancellationToken);

        // The timer may be made a moment after the signal, so the clock goes on until it has rung.
        var cancelled = module.Cancelled.Reader.ReadAsync(cancellationToken).AsTask();
        while (!cancelled.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        Assert.That(await cancelled, Is.EqualTo("a"));
    }

    [Test, CancelAfter(30_000)]
    public async Task ClientThatNeverReads_IsCutOff_WhenTooMuchWaits(CancellationToken cancellationToken)
    {
        await using var host = await RpcTestHost.StartAsync(options: static options => (options.MaxMessageBytes, options.MaxSendQueueBytes) = (1 << 20, 4 << 20), modules: new TestRpc());
        using var client = host.Connect();

        // Ends with the connection: a thousand answers of 256 KiB are far more than may wait.
        Assert.That(
            async () =>
            {
                for (var id = 0; id < 100_000; id++)
                {
                    await client.SendAsync(Large(id, 1 << 18), cancellationToken);
                }
            },
            Throws.InstanceOf<IOException>());
        Assert.That(host.Log.Entries.Select(static entry => entry.Id), Has.Member(3103));
        using var other = host.Connect();
        Assert.That((await other.CallAsync(Nothing, cancellationToken)).TryGetProperty("result", out _), Is.True);
    }

    [Test, CancelAfter(30_000)]
    public async Task ClientThatNeverReads_IsCutOff_WhenItTakesNothingForTooLong(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider();
        var module = new TestRpc();
        await using var host = await RpcTestHost.StartAsync(time, modules: module);
        using var client = host.Connect();
        await client.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"test.connected"}""", cancellationToken);
        await client.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"test.notify","params":{"size":100000000}}""", cancellationToken);

        while (!module.Closed.Task.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.That(host.Log.Entries.Select(static entry => entry.Text), Has.Some.Contains("has taken nothing for 30000 ms"));
    }

    [Test, CancelAfter(20_000)]
    public async Task Stop_LetsRunningCallsAnswer(CancellationToken cancellationToken)
    {
        var module = new TestRpc();
        await using var host = await RpcTestHost.StartAsync(modules: module);
        using var client = host.Connect();
        await client.SendAsync(Wait(1, "a"), cancellationToken);
        await module.Begun.Reader.ReadAsync(cancellationToken);

        var stopping = host.StopAsync();
        module.Gate("a").SetResult();

        Assert.That((await client.ReadAsync(cancellationToken)).GetProperty("id").GetInt32(), Is.EqualTo(1));
        Assert.That(await client.ReadLineAsync(cancellationToken), Is.Null);
        await stopping;
        Assert.That(host.Transport.Open, Is.Zero);
    }
}
