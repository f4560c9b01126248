using HeroProc.Events.Deliveries;
using HeroProc.Events.Store;
using HeroProc.Events.TestKit.Store;

namespace HeroProc.Events.LiteDb.Tests;

/// <summary>Random sequences of everything that can be done with an index, against the plain model.</summary>
internal sealed class LiteDbEventStoreModelTests : IndexTest
{
    private LiteDbEventStore _store = null!;
    private MemoryEventStore _model = null!;
    private FactScript _script = null!;
    private Random _random = null!;

    [Test, CancelAfter(120_000)]
    public async Task Index_IsLikeTheModel_WhateverIsDone([Range(1, 12)] int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        _random = new Random(seed);
        _script = Busy(300, seed);
        _model = new MemoryEventStore();
        _store = NewStore();
        await _store.OpenAsync(FactScript.JournalId, 1, _script.LastSeq, None);
        for (var step = 0; step < 60; step++)
            await StepAsync();
        await _store.VerifyAsync(None);
        Assert.That(await StoreContents.OfAsync(_store), Is.EqualTo(await StoreContents.OfAsync(_model)));
    }

    [TearDown]
    public async Task Close()
    {
        await _store.DisposeAsync();
        await _model.DisposeAsync();
    }

    private Task StepAsync() => _random.Next(20) switch
    {
        < 9 => ApplyAsync(),
        < 12 => AskAsync(),
        < 14 => DeleteAsync(),
        14 => ReopenAsync(killed: false),
        15 or 16 => ReopenAsync(killed: true),
        17 => ResetAsync(),
        18 => _store.BackupAsync(Folder.Backups, 2, None).AsTask(),
        _ => _store.VerifyAsync(None).AsTask(),
    };

    private async Task ApplyAsync()
    {
        // Batches overlap what was applied, as they do when a feeder starts again.
        var from = Math.Max(0, (int)_model.AppliedSeq - _random.Next(5));
        var facts = _script.Facts.Skip(from).Take(_random.Next(1, 60)).ToList();
        await _model.ApplyAsync(facts, None);
        await _store.ApplyAsync(facts, None);
        Assert.That(_store.AppliedSeq, Is.EqualTo(_model.AppliedSeq));
    }

    private async Task AskAsync()
    {
        var events = new EventFilter
        {
            SourceId = Maybe("s1", "s2"),
            Type = Maybe("t.a", "t.b"),
            NearMissOf = _random.Next(4) == 0 ? "t2" : null,
            Since = _random.Next(3) == 0 ? (ulong)_random.Next(1000) : null,
            Matched = _random.Next(3) == 0 ? _random.Next(2) == 0 : null,
            DeliveryState = _random.Next(3) == 0 ? (DeliveryState)_random.Next(8) : null,
            Limit = _random.Next(1, 40),
        };
        Assert.That(
            (await _store.ListEventsAsync(events, None)).Select(entry => entry.Seq),
            Is.EqualTo((await _model.ListEventsAsync(events, None)).Select(entry => entry.Seq)),
            events.ToString());
        var deliveries = new DeliveryFilter
        {
            States = _random.Next(2) == 0 ? [(DeliveryState)_random.Next(8), (DeliveryState)_random.Next(8)] : null,
            TriggerId = Maybe("t1", "t3"),
            OldestFirst = _random.Next(2) == 0,
            Limit = _random.Next(1, 40),
        };
        Assert.That(await _store.ListDeliveriesAsync(deliveries, None), Is.EqualTo(await _model.ListDeliveriesAsync(deliveries, None)), deliveries.ToString());
    }

    private async Task DeleteAsync()
    {
        var (seq, limit) = (_random.NextInt64(_script.LastSeq / 2), _random.Next(1, 50));
        Assert.That(await _store.DeleteEventsBeforeAsync(seq, limit, None), Is.EqualTo(await _model.DeleteEventsBeforeAsync(seq, limit, None)));
    }

    private async Task ReopenAsync(bool killed)
    {
        // The engine writes behind; a copy waits for it, so that the kill loses nothing the model has.
        if (killed)
            await _store.BackupAsync(Folder.Backups, 2, None);
        await (killed ? _store.AbandonAsync() : _store.DisposeAsync());
        _store = NewStore();
        var opening = await _store.OpenAsync(FactScript.JournalId, 1, _script.LastSeq, None);
        Assert.That(opening, Is.EqualTo(new StoreOpening(_model.AppliedSeq, Rebuilt: false, Note: null)));
    }

    private async Task ResetAsync()
    {
        await _store.ResetAsync("the test wants it", None);
        await _model.ResetAsync("the test wants it", None);
    }

    private string? Maybe(params string[] words) => _random.Next(2) == 0 ? null : words[_random.Next(words.Length)];
}
