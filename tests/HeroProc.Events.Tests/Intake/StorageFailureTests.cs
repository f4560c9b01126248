using System.Text;
using HeroProc.Events.Intake;
using HeroProc.Events.Retention;
using HeroProc.Events.Store;
using HeroProc.Events.TestKit;
using HeroProc.Events.Tests.Retention;
using Microsoft.Extensions.Time.Testing;

namespace HeroProc.Events.Tests.Intake;

/// <summary>What a caller is told while the disk takes nothing, and what is there afterwards.</summary>
[TestFixture]
public sealed class StorageFailureTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [TestCase("full", "DiskFull")]
    [TestCase("read-only", "ReadOnly")]
    [TestCase("sync fails", "IoError")]
    [TestCase("write fails", "IoError")]
    [CancelAfter(30_000)]
    public async Task Accept_KeepsNothingAndResumesByItself_WhenTheDiskRefuses(string fault, string reason)
    {
        var disk = new FaultyDisk(1);
        await using var rig = await RetentionRig.StartAsync(disk, _time, new RetentionOptions());
        var before = await rig.Intake.AcceptAsync("s", Event("before"));
        Assert.That(before, Is.InstanceOf<IntakeResult.Accepted>());

        Break(disk, fault);
        var refused = await rig.Intake.AcceptAsync("s", Event("refused"));
        Assert.That(refused, Is.EqualTo(new IntakeResult.StorageUnavailable(reason)));
        Assert.That(rig.Log.Failure, Is.EqualTo(reason), "the health check tells it");

        Mend(disk);
        var again = await rig.Intake.AcceptAsync("s", Event("refused"));
        Assert.That(again, Is.InstanceOf<IntakeResult.Accepted>().With.Property("Duplicate").False, "the refused one is not known");
        Assert.That(rig.Log.Failure, Is.Null);

        await rig.DisposeAsync();
        await using var next = await RetentionRig.StartAsync(disk, _time, new RetentionOptions());
        var kept = await next.Store.ListEventsAsync(new EventFilter(), CancellationToken.None);
        Assert.That(kept.Select(entry => entry.DedupeKey), Is.EqualTo(new[] { "refused", "before" }));
    }

    private static void Break(FaultyDisk disk, string fault)
    {
        switch (fault)
        {
            case "full":
                disk.Capacity = 0;
                break;
            case "read-only":
                disk.ReadOnly = true;
                break;
            case "sync fails":
                disk.FailSyncAfter = 1;
                break;
            default:
                disk.FailWriteAfter = 1;
                break;
        }
    }

    private static void Mend(FaultyDisk disk)
    {
        disk.Capacity = long.MaxValue;
        disk.ReadOnly = false;
    }

    private static NewEvent Event(string key) => new() { Type = "t", Payload = Encoding.UTF8.GetBytes("{}"), DedupeKey = key };
}
