using System.Diagnostics;
using System.Text.Json;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Durability;

/// <summary>Whatever happens to the index's file, between two runs or under a running host, the answers stay the same.</summary>
[TestFixture]
public sealed class IndexDamageTests
{
    private const int Events = 400;

    [Test, CancelAfter(180_000)]
    public async Task Index_AnswersTheSame_WhenItsFileWasDamagedBetweenRuns(CancellationToken cancellationToken)
    {
        await using var host = await HostProcess.StartAsync();
        var file = Path.Combine(host.Folder.Data, "events", "events.db");
        await FillAsync(host, 0, Events / 2);
        await host.TerminateAsync();
        var old = await File.ReadAllBytesAsync(file, cancellationToken);
        await host.RestartAsync();
        await FillAsync(host, Events / 2, Events / 2);
        var before = await AnswersAsync(host);

        foreach (var (name, damage) in Damages(file, old))
        {
            await host.TerminateAsync();
            damage();
            await host.RestartAsync();

            Assert.That(await AnswersAsync(host), Is.EqualTo(before), name);
            Assert.That(host.Errors.All, Has.Some.Contains("index"), $"{name}: it says so");
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task Index_AnswersTheSame_WhenItsFileIsDamagedUnderTheRunningHost(CancellationToken cancellationToken)
    {
        await using var host = await HostProcess.StartAsync();
        var file = Path.Combine(host.Folder.Data, "events", "events.db");
        await FillAsync(host, 0, Events);
        // A restart empties the caches, so that the pages are read again.
        await host.TerminateAsync();
        await host.RestartAsync();
        var before = await AnswersAsync(host);
        await host.TerminateAsync();
        await host.RestartAsync();

        await OverwriteFromOutsideAsync(file, cancellationToken);

        Assert.That(await AnswersAsync(host), Is.EqualTo(before));
        Assert.That(host.Errors.All, Has.Some.Contains("The event index is damaged and is rebuilt"), "it says so");
        await FillAsync(host, Events, 10);
        Assert.That((await AllAsync(host, "event.list", "events")).Count, Is.EqualTo(Events + 10), "it goes on serving");
        await host.Kill9Async();
        await host.RestartAsync();
        Assert.That((await AllAsync(host, "event.list", "events")).Count, Is.EqualTo(Events + 10));
    }

    private static IEnumerable<(string Name, Action Damage)> Damages(string file, byte[] old)
    {
        yield return ("deleted", () => File.Delete(file));
        yield return ("truncated", () =>
        {
            using var stream = File.OpenWrite(file);
            stream.SetLength(stream.Length / 2);
        });
        yield return ("noise in the middle", () => Overwrite(file));
        yield return ("an old copy", () => File.WriteAllBytes(file, old));
        yield return ("an empty file", () => File.WriteAllBytes(file, []));
    }

    // The first pages stay: a file whose header is gone is found out by anybody.
    private static void Overwrite(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var noise = new byte[Math.Max(0, stream.Length - (4 * 8192))];
        new Random(1).NextBytes(noise);
        stream.Position = 4 * 8192;
        stream.Write(noise);
    }

    // A program that asks for no lock, as a failing disk does not.
    private static async Task OverwriteFromOutsideAsync(string file, CancellationToken cancellationToken)
    {
        var pages = Math.Max(1, (new FileInfo(file).Length / 8192) - 4);
        using var writer = Process.Start("dd", ["if=/dev/urandom", $"of={file}", "bs=8192", "seek=4", $"count={pages}", "conv=notrunc", "status=none"]);
        await writer.WaitForExitAsync(cancellationToken);
        Assert.That(writer.ExitCode, Is.Zero);
    }

    private static async Task FillAsync(HostProcess host, int first, int count)
    {
        await using var client = await host.ConnectAsync();
        await ResultAsync(client, "event.register", new
        {
            // Nobody starts it, so its deliveries stay as they are.
            source = new { id = "still", source_type = "manual", config = new { }, state = "held" },
            trigger = new { id = "t" + first, event_source_id = "still", filter = new { data = new { n = new object[] { new { numeric = new object[] { ">=", 0 } } } } }, action = new { kind = "emit", type = "further" } },
        });
        for (var i = first; i < first + count; i++)
        {
            await ResultAsync(client, "event.emit", new { source_id = "still", type = "work", data = new { n = i, pad = new string('x', 200) }, id = "e" + i });
        }
    }

    // Everything a caller can see of what is kept, as text.
    private static async Task<string> AnswersAsync(HostProcess host)
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((await AllAsync(host, "event.list", "events")).Any(one => !one.GetProperty("routed").GetBoolean()))
        {
            await again.WaitForNextTickAsync();
        }

        var parts = new List<string>();
        foreach (var (method, member) in new[] { ("event.list", "events"), ("delivery.list", "deliveries"), ("source.list", "sources"), ("trigger.list", "triggers") })
        {
            parts.AddRange((await AllAsync(host, method, member)).Select(one => one.GetRawText()));
        }

        return string.Join('\n', parts);
    }

    private static async Task<List<JsonElement>> AllAsync(HostProcess host, string method, string member)
    {
        await using var client = await host.ConnectAsync();
        List<JsonElement> all = [];
        string? cursor = null;
        do
        {
            var page = await ResultAsync(client, method, cursor is null ? new { limit = 100 } : new { limit = 100, cursor });
            all.AddRange(page.GetProperty(member).EnumerateArray());
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return all;
    }

    private static async Task<JsonElement> ResultAsync(RpcLineClient client, string method, object parameters)
    {
        var answer = await client.CallAsync(method, parameters);
        return answer.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method} was refused: {answer}");
    }
}
