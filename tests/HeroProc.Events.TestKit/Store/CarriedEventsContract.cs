using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Store;
using HeroProc.Journal;
using NUnit.Framework;

namespace HeroProc.Events.TestKit.Store;

/// <summary>What an index must do with a snapshot of the journal and with events that were carried over.</summary>
public abstract class CarriedEventsContract
{
    private const long Before = 500;

    private static readonly CancellationToken _none = CancellationToken.None;
    private static readonly JournalPosition _carriedTo = new(501, 4096);

    /// <summary>The index under test, open.</summary>
    protected IEventStore Store { get; private set; } = null!;

    /// <summary>An index that is not open, in a place of its own.</summary>
    protected abstract IEventStore CreateNew();

    /// <summary>Removes the place, once the index is closed.</summary>
    protected virtual void Delete()
    {
    }

    /// <summary>Opens the index over a journal that begins after what the snapshot stands for.</summary>
    [SetUp]
    public async Task OpenStore()
    {
        Store = CreateNew();
        await Store.OpenAsync(FactScript.JournalId, Before + 1, 600, _none);
    }

    /// <summary>Closes the index.</summary>
    [TearDown]
    public async Task CloseStore()
    {
        await Store.DisposeAsync();
        Delete();
    }

    [Test, CancelAfter(30_000)]
    public async Task ApplyAsync_TakesAWholeSnapshotUnderOneNumber()
    {
        await Store.ApplyAsync(Snapshot(), _none);

        var entry = await Store.FindEventAsync("e7", _none);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Store.AppliedSeq, Is.EqualTo(Before));
            Assert.That((await Store.LoadConfigurationAsync(_none)).Triggers.Select(trigger => trigger.Id), Is.EqualTo(new[] { "t1", "t2" }));
            Assert.That(await Store.LoadRoutedSeqAsync(_none), Is.EqualTo(480));
            Assert.That((entry?.Seq, entry?.Position, entry?.Routed), Is.EqualTo((7L, (JournalPosition?)_carriedTo, (bool?)true)));
            Assert.That(entry?.MatchedTriggers, Is.EqualTo(new[] { "t1", "t2" }));
            Assert.That((await Store.ListDeliveriesOfEventAsync("e7", _none)).Select(delivery => delivery.State), Is.EquivalentTo(new[] { DeliveryState.Held, DeliveryState.Succeeded }));
            Assert.That((await Store.ListEventsForwardAsync(6, 0, 1, _none)).Select(one => one.Seq), Is.EqualTo(new[] { 7L }));
        }

        await Store.VerifyAsync(_none);
    }

    [Test, CancelAfter(30_000)]
    public async Task ApplyAsync_KeepsTheEventsPlace_WhenItIsCarriedAgain()
    {
        await Store.ApplyAsync(Snapshot(), _none);
        var again = new JournalPosition(590, 128);

        await Store.ApplyAsync([new StoredFact(595, again, Carried() with { Position = null })], _none);

        var entry = await Store.FindEventAsync("e7", _none);
        Assert.That((entry?.Seq, entry?.Position), Is.EqualTo((7L, (JournalPosition?)again)));
        Assert.That((await Store.LoadCountersAsync(_none)).Events, Is.EqualTo(1));
        await Store.VerifyAsync(_none);
    }

    [Test, CancelAfter(30_000)]
    public async Task DeleteEventsBeforeAsync_ForgetsACarriedEvent_OnceItsDeliveriesHaveEnded()
    {
        await Store.ApplyAsync(Snapshot(), _none);
        Assert.That(await Store.DeleteEventsBeforeAsync(Before + 1, 10, _none), Is.Zero, "one of its deliveries is held");

        await Store.ApplyAsync([new StoredFact(510, default, new DeliveriesChanged { Deliveries = [FactScript.Delivery("e7", 7, "t1", DeliveryState.Discarded)] })], _none);

        Assert.That(await Store.DeleteEventsBeforeAsync(Before + 1, 10, _none), Is.EqualTo(1));
        Assert.That(await Store.FindEventAsync("e7", _none), Is.Null);
        await Store.VerifyAsync(_none);
    }

    private static StoredFact[] Snapshot() =>
    [
        .. new Fact[]
        {
            new ConfigurationChanged { SourcesSet = [FactScript.Source("orders")] },
            new ConfigurationChanged { TriggersSet = [FactScript.Trigger("t1"), FactScript.Trigger("t2")] },
            new EventRouted { EventSeq = 480, EventId = "" },
            Carried(),
            new DeliveriesChanged
            {
                Deliveries = [FactScript.Delivery("e7", 7, "t1", DeliveryState.Held), FactScript.Delivery("e7", 7, "t2", DeliveryState.Succeeded)],
            },
        }.Select(fact => new StoredFact(Before, default, fact)),
    ];

    private static EventCarried Carried() => new()
    {
        EventSeq = 7,
        Event = new EventRecord
        {
            Id = "e7",
            SourceId = "orders",
            SourceType = "manual",
            Type = "order.created",
            Timestamp = 1_000,
            ReceivedAt = 1_000,
            ContentType = "application/json",
        },
        ContentHash = new string('a', 32),
        MatchedTriggers = ["t1", "t2"],
        Position = _carriedTo,
    };
}
