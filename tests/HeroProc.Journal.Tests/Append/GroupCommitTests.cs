using HeroProc.Events.TestKit;

namespace HeroProc.Journal.Tests;

[TestFixture]
internal sealed class GroupCommitTests
{
    private readonly SemaphoreSlim _reached = new(0);
    private readonly SemaphoreSlim _go = new(0);
    private readonly List<JournalCommit> _commits = [];
    private FaultyDisk _disk = null!;

    [SetUp]
    public void CreateDisk()
    {
        _commits.Clear();
        _disk = new FaultyDisk(1);
    }

    [OneTimeTearDown]
    public void DisposeGates()
    {
        _reached.Dispose();
        _go.Dispose();
    }

    [Test, CancelAfter(30_000)]
    public async Task WhatWaitsWhileTheDiskIsBusy_SharesOneSync(CancellationToken cancellationToken)
    {
        await using var journal = await OpenAsync(new JournalOptions { OnCommit = _commits.Add });
        var first = await HeldAppendAsync(journal, cancellationToken);
        var waiting = Enumerable.Range(0, 100).Select(i => journal.AppendAsync(Some.Record($"{i}"), cancellationToken).AsTask()).ToArray();
        Assert.That((journal.DurableSeq, journal.Stats.QueuedRecords), Is.EqualTo((0L, 101)), "nothing is shown before its sync returned");
        Release();
        await first;
        Assert.That(await Task.WhenAll(waiting), Is.All.TypeOf<AppendResult.Appended>());
        Assert.That(_commits.Select(static commit => (commit.Appends, commit.Records)), Is.EqualTo(new[] { (1, 1), (100, 100) }));
    }

    [Test, CancelAfter(30_000)]
    public async Task AppendAsync_Overloaded_ByRecords_AndWritesNothingOfIt(CancellationToken cancellationToken)
    {
        await using var journal = await OpenAsync(new JournalOptions { MaxQueuedRecords = 3, MaxBatchRecords = 3 });
        var first = await HeldAppendAsync(journal, cancellationToken);
        var second = journal.AppendAsync(Some.Record("second"), cancellationToken).AsTask();
        Assert.That(await journal.AppendAsync(Some.Records("too", "many"), cancellationToken), Is.TypeOf<AppendResult.Overloaded>());
        var third = journal.AppendAsync(Some.Record("third"), cancellationToken).AsTask();
        Assert.That(await journal.AppendAsync(Some.Record("fourth"), cancellationToken), Is.TypeOf<AppendResult.Overloaded>());
        Release();
        await Task.WhenAll(first, second, third);
        Assert.That(journal.Texts(), Is.EqualTo(new[] { "1:held", "2:second", "3:third" }));
        await journal.AppendedAsync("fourth");
    }

    [Test, CancelAfter(30_000)]
    public async Task AppendAsync_Overloaded_ByBytes(CancellationToken cancellationToken)
    {
        var limit = JournalRecord.MaxBytes;
        await using var journal = await OpenAsync(new JournalOptions { MaxQueuedBytes = limit, MaxBatchBytes = limit });
        var first = await HeldAppendAsync(journal, cancellationToken);
        Assert.That(await journal.AppendAsync(new JournalRecord(1, new byte[limit]), cancellationToken), Is.TypeOf<AppendResult.Overloaded>());
        Release();
        await first;
    }

    [Test, CancelAfter(30_000)]
    public async Task AWriteOnceQueued_IsFinished_ThoughTheCallerCancels(CancellationToken cancellationToken)
    {
        await using var journal = await OpenAsync(new JournalOptions());
        var first = await HeldAppendAsync(journal, cancellationToken);
        using var caller = new CancellationTokenSource();
        var second = journal.AppendAsync(Some.Record("second"), caller.Token).AsTask();
        await caller.CancelAsync();
        Release();
        Assert.That(await second, Is.TypeOf<AppendResult.Appended>());
        await first;
        Assert.That(async () => await journal.AppendAsync(Some.Record("late"), caller.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(journal.DurableSeq, Is.EqualTo(2));
    }

    [Test, CancelAfter(30_000)]
    public async Task ACommitCallbackThatThrows_ChangesNothing()
    {
        await using var journal = await OpenAsync(new JournalOptions { OnCommit = static _ => throw new InvalidOperationException("metrics") });
        await journal.AppendedAsync("a");
        await journal.AppendedAsync("b");
        Assert.That(journal.DurableSeq, Is.EqualTo(2));
    }

    [Test, CancelAfter(30_000)]
    public async Task AFaultOfOurOwn_FailsItsCallers_AndTheNextAppendWorks()
    {
        var markers = new Queue<ulong>([7, 0, 9]);
        await using var journal = await OpenAsync(Some.SmallSegments with { NewMarker = markers.Dequeue });
        await journal.AppendedAsync(new string('x', 4000));
        Assert.That(async () => await journal.AppendAsync(Some.Record("rolls")), Throws.InvalidOperationException);
        Assert.That((await journal.AppendedAsync("b")).FirstSeq, Is.EqualTo(2));
    }

    [Test, CancelAfter(30_000)]
    public async Task AppendAsync_Throws_WhenTheCallerBreaksTheLimits()
    {
        await using var journal = await OpenAsync(new JournalOptions { MaxBatchRecords = 2 });
        var tooLarge = new JournalRecord(1, new byte[JournalRecord.MaxBytes], new byte[1]);
        Assert.Multiple(() =>
        {
            Assert.That(async () => await journal.AppendAsync(tooLarge), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(async () => await journal.AppendAsync(Some.Records()), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(async () => await journal.AppendAsync(Some.Records("a", "b", "c")), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    private Task<RecordJournal> OpenAsync(JournalOptions options) => Some.OpenAsync(_disk, options);

    /// <summary>Appends one record and returns when the writer is inside its sync, where it stays until <see cref="Release"/>.</summary>
    private async Task<Task<AppendResult>> HeldAppendAsync(RecordJournal journal, CancellationToken cancellationToken)
    {
        _disk.BeforeSync = () =>
        {
            _reached.Release();
            _go.Wait(cancellationToken);
        };
        var append = journal.AppendAsync(Some.Record("held"), CancellationToken.None).AsTask();
        await _reached.WaitAsync(cancellationToken);
        return append;
    }

    private void Release()
    {
        _disk.BeforeSync = null;
        _go.Release();
    }
}
