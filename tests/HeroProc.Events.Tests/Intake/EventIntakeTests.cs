using System.Text;
using HeroProc.Events.Intake;
using HeroProc.Events.Sources;
using HeroProc.Events.TestKit;

namespace HeroProc.Events.Tests.Intake;

[Parallelizable]
public sealed class EventIntakeTests
{
    private EventsRig _rig = null!;

    [SetUp]
    public async Task Start() => _rig = await new EventsRig().StartAsync();

    [TearDown]
    public async Task Stop() => await _rig.DisposeAsync();

    private Task<IntakeResult> Offer(NewEvent newEvent, string source = EventSource.ManualId) => _rig.Life.Intake.AcceptAsync(source, newEvent).AsTask();

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return new TestCaseData(Some.Event(type: ""), "type").SetName("{m}(no type)");
        yield return new TestCaseData(Some.Event(type: new string('x', 257)), "type").SetName("{m}(long type)");
        yield return new TestCaseData(Some.Event(type: "a\nb"), "type").SetName("{m}(line break in type)");
        yield return new TestCaseData(Some.Event(type: "a\ud800"), "type").SetName("{m}(half a character in type)");
        yield return new TestCaseData(Some.Event() with { Subject = "" }, "subject").SetName("{m}(empty subject)");
        yield return new TestCaseData(Some.Event() with { Subject = new string('x', 1025) }, "subject").SetName("{m}(long subject)");
        yield return new TestCaseData(Some.Event() with { CorrelationId = "\0" }, "correlation_id").SetName("{m}(control in correlation)");
        yield return new TestCaseData(Some.Event() with { CausationId = "\u001b[31m" }, "causation_id").SetName("{m}(escape in causation)");
        yield return new TestCaseData(Some.Event() with { DedupeKey = "" }, "dedupe_key").SetName("{m}(empty dedupe key)");
        yield return new TestCaseData(Some.Event() with { Id = "-a" }, "id").SetName("{m}(id begins with a hyphen)");
        yield return new TestCaseData(Some.Event() with { Id = new string('a', 65) }, "id").SetName("{m}(long id)");
        yield return new TestCaseData(Some.Event() with { Id = "a\n" }, "id").SetName("{m}(id ends with a line break)");
        yield return new TestCaseData(Some.Event() with { Id = "../../x" }, "id").SetName("{m}(id is a path)");
        yield return new TestCaseData(Some.Event() with { Timestamp = ulong.MaxValue }, "timestamp").SetName("{m}(timestamp past signed numbers)");
        foreach (var payload in new[] { "", " ", "{", "{} {}", "{\"a\":1,}", "nul", "\ufeff{}", "{\"a\":01}", new string('[', 129) + new string(']', 129) })
        {
            yield return new TestCaseData(Some.Event(payload: payload), "data").SetName($"{{m}}(payload '{(payload.Length > 20 ? "too deep" : payload)}')");
        }

        yield return new TestCaseData(Some.Event() with { Payload = new byte[] { (byte)'"', 0xC3, (byte)'"' } }, "data").SetName("{m}(payload is no UTF-8)");
        yield return new TestCaseData(Some.Event() with { Payload = new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' } }, "data").SetName("{m}(name in payload is no UTF-8)");
    }

    [TestCaseSource(nameof(Wrong))]
    public async Task AcceptAsync_Refuses(NewEvent newEvent, string path)
    {
        var before = _rig.Life.Log.DurableSeq;

        var result = await Offer(newEvent);

        Assert.Multiple(() =>
        {
            Assert.That((result as IntakeResult.Invalid)?.Errors.Select(static error => error.Path), Is.EqualTo([path]));
            Assert.That(_rig.Life.Log.DurableSeq, Is.EqualTo(before), "Nothing may be kept.");
        });
    }

    [Test]
    public async Task AcceptAsync_TellsAllFaultsAtOnce()
    {
        var result = await Offer(Some.Event(type: "", payload: "{") with { Subject = "" });

        Assert.That((result as IntakeResult.Invalid)?.Errors.Select(static error => error.Path), Is.EquivalentTo(["type", "subject", "data"]));
    }

    [Test]
    public async Task AcceptAsync_KeepsThePayloadByteForByte_AndRoutesTheDeepest()
    {
        await _rig.SetAsync(Some.Trigger("t"));
        var payload = string.Concat(Enumerable.Repeat("[ ", 128)) + "\"\\ud800\"" + new string(']', 128);

        await _rig.EmitAsync(payload: payload);
        await _rig.IdleAsync();

        var entry = (await _rig.Store.ListEventsAsync(new(), default)).Single();
        Assert.Multiple(() =>
        {
            Assert.That(Encoding.UTF8.GetString(_rig.Life.Log.ReadEvent(entry.Position)!.Payload.Span), Is.EqualTo(payload));
            Assert.That(entry.MatchedTriggers, Is.EqualTo(["t"]));
            Assert.That(_rig.Jobs.Jobs, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task AcceptAsync_TooLarge_WhenOneByteOverTheLimit()
    {
        _rig.Intake.MaxPayloadBytes = 10;

        Assert.Multiple(async () =>
        {
            Assert.That(await Offer(Some.Event(payload: "\"12345678\"")), Is.TypeOf<IntakeResult.Accepted>());
            Assert.That(await Offer(Some.Event(payload: "\"123456789\"")), Is.EqualTo(new IntakeResult.TooLarge(10)));
        });
    }

    [Test]
    public async Task AcceptAsync_AsksTheSource()
    {
        await _rig.SetAsync(Some.Source("off", SourceState.Disabled));

        Assert.Multiple(async () =>
        {
            Assert.That(await Offer(Some.Event(), "nobody"), Is.EqualTo(new IntakeResult.NoSuchSource("nobody")));
            Assert.That(await Offer(Some.Event(), "off"), Is.EqualTo(new IntakeResult.SourceDisabled("off")));
        });
    }

    [Test]
    public async Task AcceptAsync_HoldsDeliveries_WhenTheSourceIsHeld()
    {
        await _rig.SetAsync(Some.Source("s", SourceState.Held));
        await _rig.SetAsync(Some.Trigger("t", "s"));

        await _rig.EmitAsync(source: "s");

        Assert.That((await _rig.DeliveryAsync()).State, Is.EqualTo(HeroProc.Events.Deliveries.DeliveryState.Held));
    }

    [Test]
    public async Task AcceptAsync_AnswersOneEvent_To32CallersAtOnce()
    {
        await _rig.SetAsync(Some.Trigger("t"));
        var gate = new TaskCompletionSource();
        var writing = new TaskCompletionSource();
        _rig.Disk.BeforeSync = () =>
        {
            writing.TrySetResult();
            gate.Task.Wait(TimeSpan.FromSeconds(20));
        };

        var first = Task.Run(() => Offer(Some.Event() with { DedupeKey = "k" }));
        await writing.Task;
        var others = Enumerable.Range(0, 31).Select(_ => Offer(Some.Event() with { DedupeKey = "k" })).ToList();
        Assert.That(others.Any(static task => task.IsCompleted), Is.False, "Whether it is a duplicate is not known before the first is on disk.");
        gate.SetResult();
        _rig.Disk.BeforeSync = null;
        var results = await Task.WhenAll([first, .. others]);

        var accepted = results.Cast<IntakeResult.Accepted>().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(accepted.Select(static result => result.EventId).Distinct().Count(), Is.EqualTo(1));
            Assert.That(accepted.Count(static result => !result.Duplicate), Is.EqualTo(1));
            Assert.That(accepted[0].Duplicate, Is.False);
        });
        Assert.That(await _rig.DeliveriesAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task AcceptAsync_TakesATwin_WhenTheFirstCouldNotBeWritten()
    {
        _rig.Disk.FailSyncAfter = 1;

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => Offer(Some.Event() with { DedupeKey = "k" }))));

        Assert.Multiple(() =>
        {
            Assert.That(results.OfType<IntakeResult.StorageUnavailable>().Count(), Is.EqualTo(1));
            Assert.That(results.OfType<IntakeResult.Accepted>().Count(static result => !result.Duplicate), Is.EqualTo(1));
        });
        await _rig.IdleAsync();
        Assert.That(await _rig.Store.ListEventsAsync(new(), default), Has.Count.EqualTo(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task AcceptAsync_RemembersForTheWindow(bool restart)
    {
        var first = await _rig.EmitAsync(dedupeKey: "k");
        _rig.Time.Advance(TimeSpan.FromDays(7));
        if (restart)
        {
            await _rig.CrashAndRestartAsync();
        }

        var again = await Offer(Some.Event() with { DedupeKey = "k" });
        _rig.Time.Advance(TimeSpan.FromDays(1));
        var later = await Offer(Some.Event() with { DedupeKey = "k" });

        Assert.Multiple(() =>
        {
            Assert.That(again, Is.EqualTo(new IntakeResult.Accepted(first, Duplicate: true)));
            Assert.That((later as IntakeResult.Accepted)?.Duplicate, Is.False);
        });
    }

    [Test]
    public async Task AcceptAsync_TellsKeysOfSourcesApart()
    {
        await _rig.SetAsync(Some.Source("a"));
        await _rig.EmitAsync(dedupeKey: "k");

        Assert.That((await Offer(Some.Event() with { DedupeKey = "k" }, "a") as IntakeResult.Accepted)?.Duplicate, Is.False);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task AcceptAsync_TellsAConflictFromADuplicate_ByAnIdOfTheEmitter(bool restart)
    {
        await _rig.SetAsync(Some.Source("a"));
        await _rig.EmitAsync(id: "mine", payload: "{\"a\":1}");
        if (restart)
        {
            await _rig.CrashAndRestartAsync(power: true);
        }

        Assert.Multiple(async () =>
        {
            Assert.That(await Offer(Some.Event(payload: "{\"a\":1}") with { Id = "mine" }), Is.EqualTo(new IntakeResult.Accepted("mine", Duplicate: true)));
            Assert.That(await Offer(Some.Event(payload: "{\"a\":2}") with { Id = "mine" }), Is.EqualTo(new IntakeResult.Conflict("mine")));
            Assert.That(await Offer(Some.Event("other", "{\"a\":1}") with { Id = "mine" }), Is.EqualTo(new IntakeResult.Conflict("mine")));
            Assert.That(await Offer(Some.Event(payload: "{\"a\":1}") with { Id = "mine" }, "a"), Is.EqualTo(new IntakeResult.Conflict("mine")));
        });
    }

    [Test]
    public async Task AcceptAsync_KeepsNothing_WhenTheDiskIsFull_AndGoesOnAfterwards()
    {
        _rig.Disk.ReadOnly = true;
        Assert.That(await Offer(Some.Event() with { Id = "x" }), Is.TypeOf<IntakeResult.StorageUnavailable>());
        _rig.Disk.ReadOnly = false;

        Assert.That(await Offer(Some.Event() with { Id = "x" }), Is.EqualTo(new IntakeResult.Accepted("x", Duplicate: false)));
    }
}
