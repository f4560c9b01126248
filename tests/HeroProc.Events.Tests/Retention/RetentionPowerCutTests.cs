using HeroProc.Events.Retention;
using HeroProc.Events.TestKit;
using HeroProc.Journal;
using Microsoft.Extensions.Time.Testing;

namespace HeroProc.Events.Tests.Retention;

/// <summary>
/// The power goes at any moment of accepting, routing, ending, carrying, writing snapshots and dropping segments, and while the
/// next life opens. Each life builds its index from the journal and snapshot alone.
/// </summary>
[TestFixture]
public sealed class RetentionPowerCutTests
{
    private const int LivesPerHistory = 25;

    private static readonly RetentionOptions _options = new() { Days = 2, MaxBytes = 24_000, CheckMinutes = 1 };

    [TestCase(0), TestCase(1), TestCase(2), TestCase(3), CancelAfter(120_000)]
    public async Task PowerCuts_LoseNothingAcknowledged_AlsoDuringRetention(int part)
    {
        var cuts = 0;
        var dropped = 0L;
        for (var history = 0; history < 12; history++)
        {
            var seed = (part * 1000) + history;
            TestContext.Out.WriteLine($"seed {seed}");
            var (more, kept) = await HistoryAsync(seed);
            cuts += more;
            dropped += kept;
        }

        TestContext.Out.WriteLine($"{cuts} cuts, {dropped} records dropped by retention");
        Assert.That(cuts, Is.GreaterThanOrEqualTo(250));
        Assert.That(dropped, Is.GreaterThan(100), "retention did its work");
    }

    private static async Task<(int Cuts, long Dropped)> HistoryAsync(int seed)
    {
        var random = new Random(seed);
        var disk = new FaultyDisk(seed);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var model = new RetentionModel();
        var (cuts, number, first) = (0, 0, 1L);
        for (var life = 0; life < LivesPerHistory; life++)
        {
            disk.CutAfter = random.Next(4) == 0 ? random.Next(1, 12) : 0;
            await using var rig = await OpenAsync(disk, time);
            if (rig.Refusal is null && !disk.PowerIsOff)
            {
                disk.CutAfter = 0;
                await model.CheckAsync(rig, time.GetUtcNow().ToUnixTimeMilliseconds());
                first = rig.Log.Stats.FirstSeq;
                disk.CutAfter = random.Next(1, 120);
                for (var step = 0; step < 60 && !disk.PowerIsOff; step++)
                {
                    number = await StepAsync(rig, model, random, time, number);
                }
            }

            cuts++;
            disk.CutPower();
            await rig.DisposeAsync();
            disk.Restart();
            time.Advance(TimeSpan.FromHours(random.Next(12)));
        }

        disk.CutAfter = 0;
        await using var last = await OpenAsync(disk, time);
        Assert.That(last.Refusal, Is.Null, "it always opens");
        await model.CheckAsync(last, time.GetUtcNow().ToUnixTimeMilliseconds());
        return (cuts, Math.Max(first, last.Log.Stats.FirstSeq) - 1);
    }

    private static async Task<RetentionRig> OpenAsync(FaultyDisk disk, FakeTimeProvider time)
    {
        var rig = await RetentionRig.StartAsync(disk, time, _options);
        Assert.That(rig.Refusal is null || disk.PowerIsOff, $"did not open: {rig.Refusal}");
        return rig;
    }

    private static async Task<int> StepAsync(RetentionRig rig, RetentionModel model, Random random, FakeTimeProvider time, int number)
    {
        try
        {
            switch (random.Next(12))
            {
                case 0:
                    await model.SetTriggerAsync(rig, $"t{random.Next(4)}");
                    break;
                case 1 or 2:
                    rig.PassedSeq = model.PassedSeq;
                    await rig.Pass.RunAsync(CancellationToken.None);
                    break;
                case 3:
                    time.Advance(TimeSpan.FromHours(random.Next(8)));
                    break;
                case < 7:
                    await model.EmitAsync(rig, ++number, random.Next(400));
                    break;
                case < 9:
                    await model.RouteAsync(rig);
                    break;
                default:
                    await model.FinishAsync(rig, random);
                    break;
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or OperationCanceledException)
        {
            Assert.That(exception, Is.InstanceOf<IOException>(), "only the disk may fail");
        }

        return number;
    }
}
