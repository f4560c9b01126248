using System.Globalization;
using System.Text.Json;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Durability;

/// <summary>
/// A real host on the same data, killed at random a hundred times while eight producers send. Whatever was acknowledged is there
/// in the end, once, and every match has run once.
/// </summary>
[TestFixture]
public sealed class KillTests
{
    private const int Kills = 100;
    private const int Producers = 8;
    private const int OffersPerLife = 10;

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(1);

    [Test, CancelAfter(900_000)]
    public async Task Kill9_LosesNothingAcknowledged_AndRunsEveryMatchOnce(CancellationToken cancellationToken)
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        using var folder = new HostFolder();
        var ran = Path.Combine(folder.Root, "ran.txt");
        await using var host = await HostProcess.StartAsync(new HostSetup { Folder = folder, Limit = _limit });
        await SetUpAsync(host, ran);

        var promises = new Promises();
        var lives = new Lives { Folder = folder };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var producers = Enumerable.Range(0, Producers)
            .Select(number => Task.Run(() => new Producer(number, seed + number, lives, promises).RunAsync(OffersPerLife, stop.Token), CancellationToken.None))
            .ToArray();
        var killedStarting = await KillAgainAndAgainAsync(host, lives, new Random(seed), producers);

        await stop.CancelAsync();
        await Task.WhenAll(producers).WaitAsync(_limit, cancellationToken);
        var log = await FinalLog.ReadAsync(host, ran, cancellationToken);
        Report(promises, log, killedStarting);

        Assert.Multiple(() =>
        {
            Assert.That(promises.Broken, Is.Empty, "answers that contradict an earlier one");
            Assert.That(promises.Events, Has.Count.GreaterThan(Kills), "the producers got through");
            Assert.That(promises.Events.Keys.Except(log.EventIds), Is.Empty, "acknowledged and lost");
            Assert.That(log.RepeatedKeys, Is.Empty, "events kept twice");
            Assert.That(log.RepeatedDeliveries, Is.Empty, "an event delivered twice to a trigger");
            Assert.That(log.Unfinished, Is.Empty, "deliveries not at an end");
            Assert.That(log.NotSucceeded, Is.Empty, "deliveries that did not succeed");
            Assert.That(promises.Events.Where(one => one.Value).Select(one => one.Key).Except(log.DeliveredEvents), Is.Empty, "matches without a delivery");
            Assert.That(promises.Events.Where(one => !one.Value).Select(one => one.Key).Intersect(log.DeliveredEvents), Is.Empty, "deliveries without a match");
            Assert.That(log.JobsPerDelivery.Where(one => one.Value != 1), Is.Empty, "deliveries with none or several jobs");
            Assert.That(log.RunsPerDelivery.Where(one => one.Value != 1), Is.Empty, "deliveries whose job ran not at all or again");
        });
    }

    private static async Task SetUpAsync(HostProcess host, string ran)
    {
        await ExpectAsync(host, "action.set", new
        {
            name = "note",
            spec = new { interpreter = "bash", script = $"printf '%s\\n' \"$HERO_DELIVERY_ID\" >> '{ran}'", timeout_ms = 60_000 },
        });
        await ExpectAsync(host, "event.register", new
        {
            source = new { id = "hook", source_type = "webhook", config = new { provider = "github", secrets = new[] { Producer.Secret } } },
        });
        foreach (var source in new[] { "hook", "manual" })
        {
            await ExpectAsync(host, "event.register", new
            {
                trigger = new
                {
                    id = "on-" + source,
                    event_source_id = source,
                    filter = new { data = new { run = new[] { true } } },
                    action = new { kind = "job", action = "note" },
                    policy = new { retry = new { max_attempts = 50, delay_ms = 100, max_delay_ms = 1000 } },
                },
            });
        }
    }

    // Half the kills hit a host at work, after a number of answers or a moment; the others one that is about to start.
    private static async Task<int> KillAgainAndAgainAsync(HostProcess host, Lives lives, Random random, Task[] producers)
    {
        var killedStarting = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            if (producers.FirstOrDefault(producer => producer.IsFaulted) is { } faulted)
            {
                await faulted;
            }

            using (var fuse = new Fuse(random.Next(20, 400)))
            {
                await Task.WhenAny(lives.Begin(random.Next(1, Producers * OffersPerLife)), fuse.Burnt);
            }

            lives.End();
            await host.Kill9Async();
            if (random.Next(3) == 0)
            {
                killedStarting += await KillWhileStartingAsync(host, random) ? 1 : 0;
                kill++;
            }

            await host.RestartAsync();
        }

        return killedStarting;
    }

    private static async Task<bool> KillWhileStartingAsync(HostProcess host, Random random)
    {
        var starting = host.RestartAsync();
        using (var fuse = new Fuse(random.Next(50, 900)))
        {
            await Task.WhenAny(starting, fuse.Burnt);
        }

        await host.Kill9Async();
        try
        {
            await starting;
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    private static async Task ExpectAsync(HostProcess host, string method, object parameters)
    {
        var answer = await host.CallAsync(method, parameters);
        Assert.That(answer.TryGetProperty("result", out _), $"{method}: {answer}");
    }

    private static void Report(Promises promises, FinalLog log, int killedStarting) => TestContext.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"kills {Kills} ({killedStarting} before the host was ready), answers {promises.Answers} ({promises.Duplicates} duplicates), acknowledged events {promises.Events.Count}, lost {promises.Events.Keys.Except(log.EventIds).Count()}, events in the log {log.EventIds.Count}, deliveries {log.JobsPerDelivery.Count}, delivered twice {log.RepeatedDeliveries.Count}, not at an end {log.Unfinished.Count}, most jobs of one delivery {log.JobsPerDelivery.Values.DefaultIfEmpty().Max()}, most runs of one job {log.RunsPerDelivery.Values.DefaultIfEmpty().Max()}"));

    /// <summary>A moment in the life of a process, by the wall clock: there is no other way to name it from outside.</summary>
    private sealed class Fuse : IDisposable
    {
        private readonly TaskCompletionSource _burnt = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Timer _timer;

        public Fuse(int milliseconds) => _timer = new Timer(_ => _burnt.TrySetResult(), null, milliseconds, Timeout.Infinite);

        public Task Burnt => _burnt.Task;

        public void Dispose() => _timer.Dispose();
    }
}
