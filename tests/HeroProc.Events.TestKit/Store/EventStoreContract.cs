using HeroProc.Events.Deliveries;
using HeroProc.Events.Store;
using NUnit.Framework;

namespace HeroProc.Events.TestKit.Store;

/// <summary>What any index over the journal must do.</summary>
public abstract class EventStoreContract
{
    private static readonly CancellationToken _none = CancellationToken.None;

    /// <summary>The index under test, open.</summary>
    protected IEventStore Store { get; private set; } = null!;

    /// <summary>An index that is not open, in a place of its own.</summary>
    protected abstract IEventStore CreateNew();

    /// <summary>Removes the place, once the index is closed.</summary>
    protected virtual void Delete()
    {
    }

    /// <summary>Opens the index.</summary>
    [SetUp]
    public async Task OpenStore()
    {
        Store = CreateNew();
        await Store.OpenAsync(FactScript.JournalId, 1, 0, _none);
    }

    /// <summary>Closes the index.</summary>
    [TearDown]
    public async Task CloseStore()
    {
        await Store.DisposeAsync();
        Delete();
    }

    [Test, CancelAfter(30_000)]
    public async Task OpenAsync_IsEmpty_WhenThereWasNoIndex()
    {
        Assert.That(Store.AppliedSeq, Is.Zero);
        Assert.That(await Store.LoadRoutedSeqAsync(_none), Is.Zero);
        Assert.That(await Store.FindEventAsync("e1", _none), Is.Null);
        Assert.That(await Store.FindDeliveryAsync("d1", _none), Is.Null);
        Assert.That(await Store.ListEventsAsync(new EventFilter(), _none), Is.Empty);
        Assert.That(await Store.ListDeliveriesAsync(new DeliveryFilter(), _none), Is.Empty);
        Assert.That((await Store.LoadCountersAsync(_none)).Events, Is.Zero);
        await Store.VerifyAsync(_none);
    }

    [Test, CancelAfter(30_000)]
    public async Task ApplyAsync_KeepsWhatAnEventIs()
    {
        var script = new FactScript();
        var seq = script.Event("e1", "orders", "order.created", 1_234, """{"n":1}""", "key-1");
        await ApplyAsync(script);
        var entry = await Store.FindEventAsync("e1", _none);
        Assert.That(entry, Is.Not.Null);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(entry!.Seq, Is.EqualTo(seq));
            Assert.That(entry.Position, Is.EqualTo(script.Facts[0].Position));
            Assert.That(entry.SourceId, Is.EqualTo("orders"));
            Assert.That(entry.Type, Is.EqualTo("order.created"));
            Assert.That(entry.ReceivedAt, Is.EqualTo(1_234ul));
            Assert.That(entry.DedupeKey, Is.EqualTo("key-1"));
            Assert.That(entry.ContentHash, Is.EqualTo(EventContentHash.Of(((Journal.EventAccepted)script.Facts[0].Fact).Event)));
            Assert.That(entry.Routed, Is.False);
            Assert.That(entry.MatchedTriggers, Is.Empty);
        }
    }

    [Test, CancelAfter(30_000)]
    public async Task ApplyAsync_ChangesNothing_WhenAppliedAgain()
    {
        var script = Busy(40);
        await ApplyAsync(script);
        var once = await StoreContents.OfAsync(Store);
        await ApplyAsync(script);
        await Store.ApplyAsync([.. script.Facts.Take(7)], _none);
        Assert.That(await StoreContents.OfAsync(Store), Is.EqualTo(once));
        Assert.That(Store.AppliedSeq, Is.EqualTo(script.LastSeq));
    }

    [Test, CancelAfter(30_000)]
    public async Task ApplyAsync_EndsTheSame_HoweverFactsAreBatched([Values(1, 3, 17, 1000)] int size)
    {
        var script = Busy(60);
        foreach (var batch in script.Facts.Chunk(size))
            await Store.ApplyAsync(batch, _none);
        await AssertIsLikeModelAsync(script.Facts);
        await Store.VerifyAsync(_none);
    }

    [Test, CancelAfter(30_000)]
    public async Task ApplyAsync_KeepsTheLaterState_WhenARoutingIsReadAfterIt()
    {
        var script = new FactScript();
        var seq = script.Event("e1");
        script.Changed(FactScript.Delivery("e1", seq, "t1", DeliveryState.Running));
        script.Routed(seq, ["t1"]);
        await ApplyAsync(script);
        Assert.That((await Store.FindDeliveryAsync("d-e1-t1", _none))!.State, Is.EqualTo(DeliveryState.Running));
    }

    [TestCase(DeliveryState.Succeeded, false)]
    [TestCase(DeliveryState.Dead, false)]
    [TestCase(DeliveryState.Skipped, false)]
    [TestCase(DeliveryState.Discarded, false)]
    [TestCase(DeliveryState.Held, true)]
    [TestCase(DeliveryState.Pending, true)]
    [TestCase(DeliveryState.Running, true)]
    [TestCase(DeliveryState.Waiting, true)]
    [CancelAfter(30_000)]
    public async Task ApplyAsync_KeepsTheDeliveryOfAnUnknownEvent_OnlyWhileUnfinished(DeliveryState state, bool kept)
    {
        var script = new FactScript();
        script.Changed(FactScript.Delivery("gone", 7, "t1", DeliveryState.Pending));
        script.Changed(FactScript.Delivery("gone", 7, "t1", state));
        await ApplyAsync(script);
        Assert.That(await Store.FindDeliveryAsync("d-gone-t1", _none), kept ? Is.Not.Null : Is.Null);
        Assert.That((await Store.LoadCountersAsync(_none)).DeliveriesByState, Has.Count.EqualTo(kept ? 1 : 0));
        Assert.That(await Store.ListDeliveriesOfEventAsync("gone", _none), Has.Count.EqualTo(kept ? 1 : 0));
        await Store.VerifyAsync(_none);
    }

    [Test, CancelAfter(30_000)]
    public async Task ApplyAsync_RemovesBeforeItSets_WhenOneStepDoesBoth()
    {
        var script = new FactScript();
        script.Configured([FactScript.Source("orders"), FactScript.Source("old")], [FactScript.Trigger("t1"), FactScript.Trigger("t2")]);
        script.Configured([FactScript.Source("orders", Sources.SourceState.Held)], [FactScript.Trigger("t1", enabled: false)], ["orders", "old"], ["t1", "t2", "never"]);
        await ApplyAsync(script);
        var configuration = await Store.LoadConfigurationAsync(_none);
        Assert.That(configuration.Sources.Select(source => (source.Id, source.State)), Is.EqualTo(new[] { ("orders", Sources.SourceState.Held) }));
        Assert.That(configuration.Triggers.Select(trigger => (trigger.Id, trigger.Enabled)), Is.EqualTo(new[] { ("t1", false) }));
    }

    [Test, CancelAfter(30_000)]
    public async Task LoadConfigurationAsync_IsInTheOrderOfIds_AndCaseSensitive()
    {
        var script = new FactScript();
        script.Configured([FactScript.Source("b"), FactScript.Source("B"), FactScript.Source("a")], [FactScript.Trigger("z"), FactScript.Trigger("Z")]);
        await ApplyAsync(script);
        var configuration = await Store.LoadConfigurationAsync(_none);
        Assert.That(configuration.Sources.Select(source => source.Id), Is.EqualTo(new[] { "B", "a", "b" }));
        Assert.That(configuration.Triggers.Select(trigger => trigger.Id), Is.EqualTo(new[] { "Z", "z" }));
    }

    [Test, CancelAfter(120_000)]
    public async Task ApplyAsync_TakesAHundredThousandTriggersInOneStep()
    {
        const int count = 100_000;
        var script = new FactScript();
        script.Configured(triggers: [.. Enumerable.Range(0, count).Select(i => FactScript.Trigger(FactScript.Numbered("t", i)))]);
        await ApplyAsync(script);
        var configuration = await Store.LoadConfigurationAsync(_none);
        Assert.That(configuration.Triggers, Has.Count.EqualTo(count));
        Assert.That(configuration.Triggers[^1].Id, Is.EqualTo(FactScript.Numbered("t", count - 1)));
    }

    [Test, CancelAfter(30_000)]
    public async Task ListEventsAsync_NeitherRepeatsNorLeavesOut_WhileEventsArriveBetweenPages()
    {
        var script = new FactScript();
        for (var i = 0; i < 30; i++)
            script.Event(FactScript.Numbered("e", i));
        await ApplyAsync(script);
        var seen = new List<string>();
        long? before = null;
        for (var page = 0; page < 6; page++)
        {
            var entries = await Store.ListEventsAsync(new EventFilter { BeforeSeq = before, Limit = 5 }, _none);
            seen.AddRange(entries.Select(entry => entry.Id));
            before = entries[^1].Seq;
            script.Event(FactScript.Numbered("new", page));
            await ApplyAsync(script);
        }

        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 30).Reverse().Select(i => FactScript.Numbered("e", i))));
    }

    [Test, CancelAfter(60_000)]
    public async Task ListEventsAsync_AnswersLikeTheModel_ToEveryCombination()
    {
        var script = Busy(120);
        await ApplyAsync(script);
        var model = await ModelOf(script.Facts);
        foreach (var filter in EventFilters(script.LastSeq))
        {
            var expected = await model.ListEventsAsync(filter, _none);
            var actual = await Store.ListEventsAsync(filter, _none);
            Assert.That(actual.Select(entry => entry.Seq), Is.EqualTo(expected.Select(entry => entry.Seq)), filter.ToString());
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task ListDeliveriesAsync_AnswersLikeTheModel_ToEveryCombination()
    {
        var script = Busy(120);
        await ApplyAsync(script);
        var model = await ModelOf(script.Facts);
        foreach (var filter in DeliveryFilters())
        {
            var (after, pages) = ((DeliveryCursor?)null, 0);
            IReadOnlyList<Delivery> actual;
            do
            {
                var paged = filter with { After = after };
                var expected = await model.ListDeliveriesAsync(paged, _none);
                actual = await Store.ListDeliveriesAsync(paged, _none);
                Assert.That(actual, Is.EqualTo(expected), paged.ToString());
                after = actual.Count == 0 ? after : new DeliveryCursor(actual[^1].EventSeq, actual[^1].Id);
            }
            while (actual.Count == filter.Limit && ++pages < 40);
        }
    }

    [Test, CancelAfter(30_000)]
    public async Task ListEventsForwardAsync_GivesTheYoungOnesInOrder_WhenTheClockWentBack()
    {
        var script = new FactScript();
        foreach (var receivedAt in new ulong[] { 500, 900, 100, 950, 400, 990 })
            script.Event($"e{receivedAt}", receivedAt: receivedAt);
        await ApplyAsync(script);
        var first = await Store.ListEventsForwardAsync(0, 450, 2, _none);
        var second = await Store.ListEventsForwardAsync(first[^1].Seq, 450, 10, _none);
        Assert.That(first.Select(entry => entry.Id), Is.EqualTo(new[] { "e500", "e900" }));
        Assert.That(second.Select(entry => entry.Id), Is.EqualTo(new[] { "e950", "e990" }));
    }

    [Test, CancelAfter(30_000)]
    public async Task ListDeliveriesOfEventAsync_GivesReplaysLast()
    {
        var script = new FactScript();
        var seq = script.Event("e1");
        script.Routed(seq, ["t2", "t1"]);
        script.Changed(FactScript.Delivery("e1", seq, "a", DeliveryState.Pending, createdAt: 5_000, replay: "d-e1-t1"));
        await ApplyAsync(script);
        var deliveries = await Store.ListDeliveriesOfEventAsync("e1", _none);
        Assert.That(deliveries.Select(delivery => delivery.TriggerId), Is.EqualTo(new[] { "t1", "t2", "a" }));
    }

    [Test, CancelAfter(30_000)]
    public async Task DeleteEventsBeforeAsync_LeavesWhatIsUnfinished_AndCountsRight()
    {
        var script = Busy(80);
        await ApplyAsync(script);
        var model = await ModelOf(script.Facts);
        int deleted;
        do
        {
            deleted = await Store.DeleteEventsBeforeAsync(200, 7, _none);
            Assert.That(deleted, Is.EqualTo(await model.DeleteEventsBeforeAsync(200, 7, _none)));
        }
        while (deleted == 7);
        Assert.That(await StoreContents.OfAsync(Store), Is.EqualTo(await StoreContents.OfAsync(model)));
        Assert.That(Store.AppliedSeq, Is.EqualTo(script.LastSeq));
        await Store.VerifyAsync(_none);
    }

    [Test, CancelAfter(30_000)]
    public async Task ResetAsync_ForgetsAll_AndTakesTheJournalAgain()
    {
        var script = Busy(30);
        await ApplyAsync(script);
        await Store.ResetAsync("asked for", _none);
        Assert.That(Store.AppliedSeq, Is.Zero);
        Assert.That((await Store.LoadCountersAsync(_none)).Events, Is.Zero);
        await ApplyAsync(script);
        await AssertIsLikeModelAsync(script.Facts);
    }

    [Test, CancelAfter(30_000)]
    public async Task Calls_KeepApart_WhatLooksAlike()
    {
        var script = new FactScript();
        var strange = new[] { "a", "A", "a.b", "a b", "é", "\u0000", "日本", new string('x', 3000), new string('x', 3000) + "y", "" };
        foreach (var type in strange)
            script.Event($"e{Array.IndexOf(strange, type)}", type: type, dedupeKey: type);
        await ApplyAsync(script);
        foreach (var type in strange)
        {
            var entries = await Store.ListEventsAsync(new EventFilter { Type = type }, _none);
            Assert.That(entries.Select(entry => entry.Type), Is.EqualTo(new[] { type }));
            Assert.That(entries[0].DedupeKey, Is.EqualTo(type));
        }
    }

    /// <summary>Facts of all kinds, always the same ones.</summary>
    protected static FactScript Busy(int events, int seed = 1)
    {
        var script = new FactScript();
        var story = new FactStory(script, seed);
        for (var i = 0; i < events; i++)
            story.Next();
        return script;
    }

    /// <summary>The model after some facts.</summary>
    protected static async Task<MemoryEventStore> ModelOf(IEnumerable<StoredFact> facts)
    {
        var model = new MemoryEventStore();
        await model.ApplyAsync([.. facts], _none);
        return model;
    }

    /// <summary>Compares the index with the model.</summary>
    protected async Task AssertIsLikeModelAsync(IEnumerable<StoredFact> facts) =>
        Assert.That(await StoreContents.OfAsync(Store), Is.EqualTo(await StoreContents.OfAsync(await ModelOf(facts))));

    private static IEnumerable<EventFilter> EventFilters(long lastSeq) =>
        from source in new[] { null, "s1", "s2", "none" }
        from type in new[] { null, "t.a", "none" }
        from matched in new bool?[] { null, true, false }
        from state in new DeliveryState?[] { null, DeliveryState.Dead, DeliveryState.Succeeded, DeliveryState.Pending }
        from miss in new[] { null, "t1" }
        from time in new (ulong?, ulong?, long?, int)[] { (null, null, null, 1000), (300, 700, null, 5), (500, null, lastSeq / 2, 10) }
        select new EventFilter
        {
            SourceId = source,
            Type = type,
            Matched = matched,
            DeliveryState = state,
            NearMissOf = miss,
            Since = time.Item1,
            Until = time.Item2,
            BeforeSeq = time.Item3,
            Limit = time.Item4,
        };

    private static IEnumerable<DeliveryFilter> DeliveryFilters() =>
        from states in new DeliveryState[]?[] { null, [DeliveryState.Dead], [DeliveryState.Pending, DeliveryState.Succeeded, DeliveryState.Pending], [] }
        from trigger in new[] { null, "t1", "none" }
        from eventId in new[] { null, FactScript.Numbered("e", 3), "none" }
        from time in new (long?, long?)[] { (null, null), (300, 700) }
        from oldestFirst in new[] { true, false }
        from limit in new[] { 3, 100 }
        select new DeliveryFilter
        {
            States = states,
            TriggerId = trigger,
            EventId = eventId,
            Since = time.Item1,
            Until = time.Item2,
            OldestFirst = oldestFirst,
            Limit = limit,
        };

    private async Task ApplyAsync(FactScript script) => await Store.ApplyAsync(script.Facts, _none);
}
