using HeroProc.Events.Store;
using HeroProc.Events.TestKit.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace HeroProc.Events.LiteDb.Tests;

/// <summary>What tests of the index file share: a folder, a machine, and the question whether an index is right in the end.</summary>
internal abstract class IndexTest
{
    protected static CancellationToken None => CancellationToken.None;

    protected TemporaryFolder Folder { get; private set; } = null!;

    protected FakeBoot Boot { get; private set; } = null!;

    [SetUp]
    public void CreateFolder()
    {
        Folder = new TemporaryFolder();
        Boot = new FakeBoot();
    }

    [TearDown]
    public void DeleteFolder() => Folder.Delete();

    protected static FactScript Busy(int events, int seed = 1)
    {
        var script = new FactScript();
        var story = new FactStory(script, seed);
        for (var i = 0; i < events; i++)
            story.Next();
        return script;
    }

    protected static async Task<string> ExpectedAsync(IEnumerable<StoredFact> facts)
    {
        var model = new MemoryEventStore();
        await model.ApplyAsync([.. facts], None);
        return await StoreContents.OfAsync(model);
    }

    // The log is small, so that what is left lies in both files.
    protected LiteDbEventStore NewStore() => new(new LiteDbStoreOptions { Folder = Folder.Path, CheckpointBytes = 256 * 1024 }, Boot, NullLogger<LiteDbEventStore>.Instance);

    /// <summary>An index with these facts, left by a clean close, or as a killed process leaves it.</summary>
    protected async Task LeaveAsync(IReadOnlyList<StoredFact> facts, bool killed)
    {
        var store = NewStore();
        await store.OpenAsync(FactScript.JournalId, 1, facts.Count, None);

        // The last few lie in the log when the rest has been carried over.
        await store.ApplyAsync([.. facts.SkipLast(10)], None);
        await store.ApplyAsync(facts, None);
        await (killed ? store.AbandonAsync() : store.DisposeAsync());
    }

    /// <summary>Opens what is there, brings it up to the end of the journal and asks whether all is as it must be.</summary>
    protected async Task<StoreOpening> AssertComesRightAsync(IReadOnlyList<StoredFact> facts, string because = "")
    {
        await using var store = NewStore();
        var opening = await store.OpenAsync(FactScript.JournalId, 1, facts.Count, None);
        Assert.That(store.AppliedSeq, Is.EqualTo(opening.AppliedSeq), because);
        await store.ApplyAsync(facts, None);
        await store.VerifyAsync(None);
        Assert.That(await StoreContents.OfAsync(store), Is.EqualTo(await ExpectedAsync(facts)), because);
        return opening;
    }
}
