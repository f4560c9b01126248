using HeroProc.Events.Deliveries;
using HeroProc.Events.Dispatch;
using HeroProc.Events.TestKit;
using HeroProc.Events.Triggers;
using HeroProc.Extensibility.Schedules;

namespace HeroProc.Events.Tests.Dispatch;

/// <summary>
/// A lane step by step. Steps: <c>o1</c> offer event 1, <c>e1</c> its end, <c>w1@50</c> failed, next attempt at 50, <c>n1@50</c> not
/// now, <c>f1</c> a person wants it, <c>t60</c> tick at 60, <c>@60</c> only the clock. Effects: <c>+1</c> start, <c>-1:reason</c> skip,
/// <c>x1</c> cancel, <c>l1</c> lead.
/// </summary>
[Parallelizable]
public sealed class FlowLaneTests
{
    private static readonly TriggerPolicy _none = new();

    public static IEnumerable<TestCaseData> Cases()
    {
        yield return Case("no policy runs all at once", _none, "o1 o2 o3", "+1 +2 +3");
        yield return Case("max_concurrent buffers all in order", new() { MaxConcurrent = 1 }, "o1 o3 o2 e1 e2 e3", "+1 +2 +3");
        yield return Case("max_concurrent 2", new() { MaxConcurrent = 2 }, "o1 o2 o3 e2", "+1 +2 +3");
        yield return Case("skip", new() { Overlap = Overlap.Skip }, "o1 o2 e1 o3", "+1 -2:overlap +3");
        yield return Case("skip with room for two", new() { Overlap = Overlap.Skip, MaxConcurrent = 2 }, "o1 o2 o3", "+1 +2 -3:overlap");
        yield return Case("allow_all", new() { Overlap = Overlap.AllowAll, MaxConcurrent = 1 }, "o1 o2", "+1 +2");
        yield return Case("buffer_one", new() { Overlap = Overlap.BufferOne }, "o1 o2 o3 e1 o4", "+1 -3:overlap +2");
        yield return Case("cancel_other", new() { Overlap = Overlap.CancelOther }, "o1 o2 e1 o3 e2", "+1 x1 +2 x2 +3");
        yield return Case("cancel_other keeps only the newest of those that wait", new() { Overlap = Overlap.CancelOther }, "o1 o2 o3 e1", "+1 x1 -2:overlap x1 +3");
        yield return Case("cancel_other leaves none to come back later", new() { Overlap = Overlap.CancelOther }, "o1 o2 w1@50 o3 t50 e2", "+1 x1 +2 -1:overlap x2 +3");
        yield return Case("debounce runs the last", new() { DebounceMs = 10 }, "o1 @5 o2 @14 o3 t20 t24", "-1:debounced>2 -2:debounced>3 +3");
        yield return Case("debounce then limit", new() { DebounceMs = 10, MaxConcurrent = 1 }, "o1 t10 o2 t20 e1", "+1 +2");
        yield return Case("throttle", new() { Throttle = new() { Count = 2, PeriodMs = 100 } }, "o1 o2 o3 t99 o4 t100 o5", "+1 +2 -3:throttled -4:throttled +5");
        yield return Case("throttle does not count what overlap skipped", new() { Overlap = Overlap.Skip, Throttle = new() { Count = 2, PeriodMs = 100 } }, "o1 o2 e1 o3", "+1 -2:overlap +3");
        yield return Case("batch full", new() { Batch = new() { Max = 3, WindowMs = 100 } }, "o1 o2 o3", "l3 -1:batched>3 -2:batched>3 +3[1,2]");
        yield return Case("batch by window", new() { Batch = new() { Max = 3, WindowMs = 100 } }, "o1 @50 o2 t99 t100", "l2 -1:batched>2 +2[1]");
        yield return Case("batch of one", new() { Batch = new() { Max = 3, WindowMs = 100 } }, "o1 t100 @150 o2 t249 t250", "+1 +2");
        yield return Case("batch window starts anew after a person took the only one", new() { Batch = new() { Max = 3, WindowMs = 100 } }, "o1 @50 e1 o2 t100 t150", "+2");
        yield return Case("expiry of what waits", new() { MaxConcurrent = 1, ExpiresAfterMs = 50 }, "o1 o2 t49 t50 e1", "+1 -2:expired");
        yield return Case("expiry on arrival", new() { ExpiresAfterMs = 50 }, "@50 o1", "-1:expired");
        yield return Case("a retry does not expire", new() { MaxConcurrent = 1, ExpiresAfterMs = 50 }, "o1 w1@60 t60", "+1 +1");
        yield return Case("a retry at the head hides no expiry behind it", new() { MaxConcurrent = 1, ExpiresAfterMs = 50 }, "o1 w1@20 o2 o3 t20 t50 e2", "+1 +2 -3:expired +1");
        yield return Case("ordered does not overtake a waiting one", new() { Ordered = true }, "o1 o2 w1@50 t49 t50 e1", "+1 +1 +2");
        yield return Case("without order a waiting one is overtaken", new() { MaxConcurrent = 1 }, "o1 o2 w1@50 e2 t50", "+1 +2 +1");
        yield return Case("not now goes back to its place", new() { MaxConcurrent = 1 }, "o1 o2 n1@30 t29 t30", "+1 +1");
        yield return Case("not now rests the whole lane", _none, "o1 n1@30 o2 t30", "+1 +1 +2");
        yield return Case("a person's wish waits for room only", new() { MaxConcurrent = 1, Throttle = new() { Count = 1, PeriodMs = 1000 } }, "o1 f2 e1", "+1 +2");
        yield return Case("a person's wish does not expire", new() { MaxConcurrent = 1, ExpiresAfterMs = 50 }, "@100 f1", "+1");
        yield return Case("the wish for one that waits brings it forward", new() { Ordered = true }, "o1 w1@500 f1", "+1 +1");
    }

    [TestCaseSource(nameof(Cases))]
    public void Lane_Does(TriggerPolicy policy, string steps, string expected)
    {
        var lane = new FlowLane(policy);
        var (said, _) = Run(lane, steps, 0);

        Assert.That(string.Join(' ', said), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Cases))]
    public void NextDue_NeverLiesInThePast_AfterATick(TriggerPolicy policy, string steps, string expected)
    {
        var lane = new FlowLane(policy);
        var (_, now) = Run(lane, steps, 0);

        for (var tick = 0; tick < 20 && lane.NextDue() != long.MaxValue; tick++)
        {
            now = Math.Max(now, lane.NextDue());
            lane.Tick(now, []);
            Assert.That(lane.NextDue(), Is.GreaterThan(now), "A lane that is due again at once is ticked for ever.");
        }
    }

    [Test]
    public void Under_KeepsWhatWasLetIn_WhenTheNewPolicyWouldNotHave()
    {
        var lane = new FlowLane(new() { MaxConcurrent = 1 });
        Run(lane, "o1 o2 o3", 0);
        List<FlowEffect> effects = [];

        var fresh = lane.Under(new() { Overlap = Overlap.Skip }, 10, effects);
        var (said, _) = Run(fresh, "o4 e1 e2", 10);

        Assert.Multiple(() =>
        {
            Assert.That(effects, Is.Empty);
            Assert.That(string.Join(' ', said), Is.EqualTo("-4:overlap +2 +3"));
        });
    }

    [Test]
    public void Under_StartsMore_WhenTheNewPolicyHasMoreRoom()
    {
        var lane = new FlowLane(new() { MaxConcurrent = 1 });
        Run(lane, "o1 o2 o3", 0);
        List<FlowEffect> effects = [];

        lane.Under(new() { MaxConcurrent = 2 }, 10, effects);

        Assert.That(effects.Select(Word), Is.EqualTo(["+2"]));
    }

    [Test]
    public void Under_RemembersTheThrottle()
    {
        var lane = new FlowLane(new() { Throttle = new() { Count = 1, PeriodMs = 100 } });
        Run(lane, "o1", 0);

        var fresh = lane.Under(new() { Throttle = new() { Count = 1, PeriodMs = 100 }, MaxConcurrent = 5 }, 10, []);

        Assert.That(Run(fresh, "o2", 10).Said, Is.EqualTo(["-2:throttled"]));
    }

    [Test]
    public void Under_OffersGatheredOnesAnew_WhenBatchingEnds()
    {
        var lane = new FlowLane(new() { Batch = new() { Max = 5, WindowMs = 100 } });
        Run(lane, "o1 o2", 0);
        List<FlowEffect> effects = [];

        lane.Under(new(), 10, effects);

        Assert.That(effects.Select(Word), Is.EqualTo(["+1", "+2"]));
    }

    [Test]
    public void Offer_KeepsWhomALeaderLeads_WhenItComesBackAfterARestart()
    {
        var lane = new FlowLane(new() { Batch = new() { Max = 2, WindowMs = 100 } });
        List<FlowEffect> effects = [];

        lane.Offer(Some.Delivery(5) with { Carries = [3, 4] }, 0, effects);

        Assert.That(effects.Select(Word), Is.EqualTo(["+5[3,4]"]));
    }

    [Test]
    public void Resume_CountsAsRunning()
    {
        var lane = new FlowLane(new() { MaxConcurrent = 1 });
        lane.Resume(Some.Delivery(1, DeliveryState.Running));

        Assert.That(Run(lane, "o2 e1", 0).Said, Is.EqualTo(["+2"]));
    }

    [Test]
    public void Recall_CountsAgainstTheThrottle()
    {
        var lane = new FlowLane(new() { Throttle = new() { Count = 1, PeriodMs = 100 } });
        lane.Recall(-50);

        Assert.That(Run(lane, "o1 t50 o2", 0).Said, Is.EqualTo(["-1:throttled", "+2"]));
    }

    [Test]
    public void TakeUnstarted_GivesAllButTheRunning()
    {
        var lane = new FlowLane(new() { MaxConcurrent = 1 });
        Run(lane, "o1 o2 o3 w1@50", 0);

        Assert.Multiple(() =>
        {
            Assert.That(lane.TakeUnstarted().Select(static delivery => delivery.EventSeq), Is.EquivalentTo(new long[] { 1, 3 }));
            Assert.That(lane.IsRunning("d2"), Is.True);
            Assert.That(lane.NextDue(), Is.EqualTo(long.MaxValue));
        });
    }

    [Test]
    public void IsIdle_OnlyOnceTheThrottleMayBeForgotten()
    {
        var lane = new FlowLane(new() { Throttle = new() { Count = 1, PeriodMs = 100 } });
        Run(lane, "o1 e1", 0);

        Assert.Multiple(() =>
        {
            Assert.That(lane.IsIdle(99), Is.False);
            Assert.That(lane.NextDue(), Is.EqualTo(100));
            Assert.That(lane.IsIdle(100), Is.True);
        });
    }

    private static (List<string> Said, long Now) Run(FlowLane lane, string steps, long now)
    {
        List<FlowEffect> effects = [];
        Dictionary<long, Delivery> started = [];
        foreach (var step in steps.Split(' '))
        {
            var at = step.IndexOf('@', StringComparison.Ordinal);
            var number = long.Parse(at > 0 ? step[1..at] : step[1..], System.Globalization.CultureInfo.InvariantCulture);
            var until = at > 0 ? long.Parse(step[(at + 1)..], System.Globalization.CultureInfo.InvariantCulture) : 0;
            var delivery = started.GetValueOrDefault(number, Some.Delivery(number));
            switch (step[0])
            {
                case 'o':
                    lane.Offer(delivery, now, effects);
                    break;
                case 'e':
                    lane.Remove(delivery, now, effects);
                    break;
                case 'w':
                    lane.Wait(started[number] = delivery with { Attempt = delivery.Attempt + 1, State = DeliveryState.Waiting }, until, now, effects);
                    break;
                case 'n':
                    lane.NotNow(delivery, until);
                    break;
                case 'f':
                    lane.Force(delivery with { Forced = true }, now, effects);
                    break;
                case 't':
                    now = number;
                    lane.Tick(now, effects);
                    break;
                case '@':
                    now = number;
                    break;
                default:
                    throw new ArgumentException(step, nameof(steps));
            }
        }

        return ([.. effects.Select(Word)], now);
    }

    private static string Word(FlowEffect effect) => effect switch
    {
        FlowEffect.Start start => $"+{start.Delivery.EventSeq}{(start.Delivery.Carries is { } carried ? $"[{string.Join(',', carried)}]" : "")}",
        FlowEffect.Skip skip => $"-{skip.Delivery.EventSeq}:{skip.Reason}{(skip.CarriedBy is { } by ? $">{by[1..]}" : "")}",
        FlowEffect.Cancel cancel => $"x{cancel.Delivery.EventSeq}",
        FlowEffect.Lead lead => $"l{lead.Delivery.EventSeq}",
        _ => throw new ArgumentOutOfRangeException(nameof(effect)),
    };

    private static TestCaseData Case(string name, TriggerPolicy policy, string steps, string expected) =>
        new TestCaseData(policy, steps, expected).SetName($"{{m}}({name})");
}
