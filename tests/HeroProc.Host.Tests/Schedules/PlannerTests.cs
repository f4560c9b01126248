using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Schedules.Planning;
using HeroProc.Host.Schedules.Timing;

namespace HeroProc.Host.Tests.Schedules;

[TestFixture]
internal sealed class PlannerTests
{
    private const long Minute = 60_000;
    private const long Start = 1_767_225_600_000;

    [Test]
    public void Step_WaitsForTheFirst_WhenNothingIsDue()
    {
        var state = Some();

        var (next, wakeAt) = Step(state, Start + 1);

        Assert.That(next, Is.SameAs(state));
        Assert.That(wakeAt, Is.EqualTo(Start + Minute));
    }

    [Test]
    public void Step_StartsTheOccurrence_WhenItIsDue()
    {
        var (state, wakeAt) = Step(Some(), Start + Minute + 3);

        Assert.That(state.Starting, Is.EqualTo(new[] { new Occurrence(Start + Minute, Start + Minute + 3, CatchUp: false) }));
        Assert.That(wakeAt, Is.EqualTo(Start + (2 * Minute)));
    }

    [Test]
    public void Step_StartsOnce_WhenTheClockStepsBack()
    {
        var (state, _) = Step(Some(), Start + Minute);

        var (again, wakeAt) = Step(state, Start - 100 * Minute);
        var (third, _) = Step(again, Start + Minute + 1);

        Assert.That(third.Starting, Has.Count.EqualTo(1));
        Assert.That(wakeAt, Is.EqualTo(Start + (2 * Minute)));
    }

    [Test]
    public void Step_WaitsForTheJitter()
    {
        var timing = PolicyTiming.Of(Some().Policy, Start);

        Assert.That(Planner.Step(Some(), timing, 500, Start + Minute + 499), Is.EqualTo((Some() with { }, Start + Minute + 500)).Using<(ScheduleState, long?)>((x, y) => x.Item2 == y.Item2 && x.Item1.Starting.Count == 0));
        Assert.That(Planner.Step(Some(), timing, 500, Start + Minute + 500).State.Starting, Has.Count.EqualTo(1));
    }

    [TestCase(CatchUp.None, 0, 60, TestName = "none makes nothing up")]
    [TestCase(CatchUp.Latest, 1, 59, TestName = "latest makes the newest up")]
    [TestCase(CatchUp.All, 60, 0, TestName = "all makes every one up")]
    public void Step_FollowsTheCatchUpPolicy_AfterADowntime(CatchUp catchUp, int run, int missed)
    {
        var (state, _) = Step(Some(new SchedulePolicy(IntervalMs: Minute, CatchUp: catchUp)), Start + (60 * Minute) + 10_000);

        Assert.That(state.Starting.Count + state.Waiting.Count, Is.EqualTo(run));
        Assert.That(state.MissedCount, Is.EqualTo(missed));
        Assert.That(state.Starting.Concat(state.Waiting).All(static one => one.CatchUp));
        Assert.That(state.Cursor, Is.EqualTo(Start + (60 * Minute)));
        Assert.That(state.Missed.Select(static one => one.Reason), missed == 0 ? Is.Empty : Is.EqualTo(new[] { MissedReason.CatchUp }));
    }

    [Test]
    public void Step_RunsTheNewestAndNoOther_AfterADowntimeThatEndsOnAnOccurrence()
    {
        var (state, _) = Step(Some(), Start + (60 * Minute));

        Assert.That(state.Starting, Is.EqualTo(new[] { new Occurrence(Start + (60 * Minute), Start + (60 * Minute), CatchUp: true) }));
        Assert.That(state.Missed.Single(), Is.EqualTo(new MissedRun(MissedReason.CatchUp, Start + Minute, Start + (59 * Minute), 59)));
    }

    [TestCase(CatchUp.Latest)]
    [TestCase(CatchUp.All)]
    public void Step_RecordsWhatIsOlderThanTheWindow(CatchUp catchUp)
    {
        var policy = new SchedulePolicy(IntervalMs: Minute, CatchUp: catchUp, CatchUpWindowMs: 10 * Minute, Overlap: Overlap.AllowAll);

        var (state, _) = Step(Some(policy), Start + (60 * Minute) + 30_000);

        Assert.That(state.Missed[0], Is.EqualTo(new MissedRun(MissedReason.Window, Start + Minute, Start + (50 * Minute), 50)));
        Assert.That(state.Starting, Has.Count.EqualTo(catchUp == CatchUp.All ? 10 : 1));
    }

    [Test]
    public void Step_HoldsTheCursor_WhenTooManyWait()
    {
        var policy = new SchedulePolicy(IntervalMs: 1000, CatchUp: CatchUp.All);
        var now = Start + 5_000_000;

        var (state, wakeAt) = Step(Some(policy), now);
        Assert.That(state.Starting.Count + state.Waiting.Count, Is.EqualTo(ScheduleState.MaxQueued + 1));
        Assert.That(wakeAt, Is.Null);

        var run = 0;
        while (state.Starting.Count > 0)
        {
            run += state.Starting.Count;
            state = Admission.Promote(state with { Starting = [] }, now);
            state = Step(state, now).State;
        }

        Assert.That(run, Is.EqualTo(4995), "each overdue one runs, none twice");
        Assert.That(state.Missed.Single(), Is.EqualTo(new MissedRun(MissedReason.Overlap, now - 4_000, now, 5)), "those on time meet the overlap policy");
    }

    [Test]
    public void Step_SaysThatThereWereMore_WhenTheyAreTooManyToCount()
    {
        var (state, wakeAt) = Step(Some(new SchedulePolicy(IntervalMs: 10, CatchUp: CatchUp.None)), Start + 86_400_000);

        Assert.That(state.Missed[0], Is.EqualTo(new MissedRun(MissedReason.CatchUp, Start + 10, Start + 86_400_000 - Planner.GraceMs, 100_000, More: true)));
        Assert.That(wakeAt, Is.EqualTo(Start + 86_400_000 + 10));
    }

    [TestCase(Overlap.Skip, 0, 0, 3)]
    [TestCase(Overlap.BufferOne, 0, 1, 2)]
    [TestCase(Overlap.BufferAll, 0, 3, 0)]
    [TestCase(Overlap.CancelOther, 0, 1, 2)]
    [TestCase(Overlap.AllowAll, 0, 0, 0)]
    [TestCase(Overlap.AllowAll, 2, 0, 2, Description = "one more beside the running one")]
    [TestCase(Overlap.Skip, 2, 0, 2, Description = "skip lets as many run as nr_of_instances says")]
    public void Step_FollowsTheOverlapPolicy_WhileOneRuns(Overlap overlap, int instances, int waiting, int missed)
    {
        var state = Some(new SchedulePolicy(IntervalMs: Minute, Overlap: overlap, NrOfInstances: instances)) with { Running = [Start] };

        for (var minute = 1; minute <= 3; minute++)
        {
            state = Step(state, Start + (minute * Minute)).State;
        }

        Assert.That(state.Waiting, Has.Count.EqualTo(waiting));
        Assert.That(state.MissedCount, Is.EqualTo(missed));
        Assert.That(state.Starting.Count + state.Waiting.Count + state.MissedCount, Is.EqualTo(3), "each one has an end");
        Assert.That(Admission.ToCancel(state), Is.EqualTo(overlap == Overlap.CancelOther ? Start : null));
        Assert.That(Admission.Promote(state with { Running = [] }, Start).Starting.Count, Is.GreaterThanOrEqualTo(Math.Min(1, waiting)));
    }

    [Test]
    public void Step_KeepsTheBufferBounded()
    {
        var state = Some(new SchedulePolicy(IntervalMs: 1000, Overlap: Overlap.BufferAll)) with { Running = [Start] };

        for (var second = 1; second <= ScheduleState.MaxQueued + 7; second++)
        {
            state = Step(state, Start + (second * 1000)).State;
        }

        Assert.That(state.Waiting, Has.Count.EqualTo(ScheduleState.MaxQueued));
        Assert.That(state.Missed.Single(), Is.EqualTo(new MissedRun(MissedReason.BufferFull, Start + 1_001_000, Start + 1_007_000, 7)));
    }

    [Test]
    public void Settle_RecordsWhatFellIntoThePause()
    {
        var state = Some() with { Hold = new Hold(true, null) };

        Assert.That(Step(state, Start + (10 * Minute)), Is.EqualTo((state, (long?)null)));
        var settled = Planner.Settle(state, PolicyTiming.Of(state.Policy, Start), 0, Start + (10 * Minute));

        Assert.That(settled.Missed.Single(), Is.EqualTo(new MissedRun(MissedReason.Paused, Start + Minute, Start + (10 * Minute), 10)));
        Assert.That(Step(settled with { Hold = null }, Start + (10 * Minute)).State.Starting, Is.Empty);
    }

    [Test]
    public void Missed_IsPacked_AndBounded()
    {
        var state = Some();
        for (var number = 0; number < 1000; number++)
        {
            state = state.WithMissed(number % 2 == 0 ? MissedReason.Overlap : MissedReason.Paused, number);
        }

        Assert.That(state.Missed, Has.Count.EqualTo(64));
        Assert.That(state.MissedCount, Is.EqualTo(1000));
        Assert.That(state.Missed[^1].To, Is.EqualTo(999));
    }

    // 2026 to 2035: 3652 days, two of them 29 February (2028, 2032).
    [TestCase("0 30 2 * * *", "Europe/Berlin", 3652)]
    [TestCase("0 0 0 29 2 *", "UTC", 2)]
    [TestCase("0 0 12 1 * *", "America/New_York", 120)]
    [TestCase("0 0 9 * * MON", "Asia/Kolkata", 522)]
    [TestCase("0 30 * * * *", "Europe/Berlin", (3652 * 24) + 10)]
    [TestCase("0 */30 * * * *", "Europe/Berlin", 3652 * 48)]
    [TestCase("0 0 0 1 1 * 2027-2035/2", "UTC", 5)]
    public void Step_StartsEachOccurrenceOnce_OverTenYears(string cron, string zone, int expected)
    {
        var policy = new SchedulePolicy(Cron: cron, TimeZone: zone, Overlap: Overlap.AllowAll, EndTime: DateTimeOffset.Parse("2036-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds());
        var timing = PolicyTiming.Of(policy, Start);
        var state = Some(policy) with { Cursor = Start - 1 };
        var planned = new List<long>();

        for (long? at = Start; at is { } now;)
        {
            (state, at) = Planner.Step(state, timing, 0, now);
            planned.AddRange(state.Starting.Select(static one => one.PlannedAt));
            state = state with { Starting = [] };
        }

        Assert.That(planned, Has.Count.EqualTo(expected));
        Assert.That(planned, Is.Ordered.And.Unique);
        Assert.That(state.MissedCount, Is.Zero);
    }

    private static (ScheduleState State, long? WakeAt) Step(ScheduleState state, long now) =>
        Planner.Step(state, PolicyTiming.Of(state.Policy, state.Anchor), 0, now);

    private static ScheduleState Some(SchedulePolicy? policy = null) =>
        new() { Id = "test:one", Policy = policy ?? new SchedulePolicy(IntervalMs: Minute), Anchor = Start, Cursor = Start };
}
