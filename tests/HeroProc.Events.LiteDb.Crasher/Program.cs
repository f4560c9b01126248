using System.Globalization;
using HeroProc.Events.LiteDb;
using HeroProc.Events.TestKit.Store;
using Microsoft.Extensions.Logging.Abstractions;

// Applies facts for ever, saying how far it is, until it is killed: FOLDER SEED. The log is small, so that
// many of its checkpoints are hit.
var script = new FactScript();
var story = new FactStory(script, int.Parse(args[1], CultureInfo.InvariantCulture));
var store = new LiteDbEventStore(new LiteDbStoreOptions { Folder = args[0], CheckpointBytes = 128 * 1024 }, NullLogger<LiteDbEventStore>.Instance);
await store.OpenAsync(FactScript.JournalId, 1, long.MaxValue, CancellationToken.None);
while (true)
{
    while (script.LastSeq < store.AppliedSeq + 40)
        story.Next();
    await store.ApplyAsync([.. script.Facts.Skip((int)store.AppliedSeq)], CancellationToken.None);
    Console.WriteLine(store.AppliedSeq.ToString(CultureInfo.InvariantCulture));
}
