using System.Diagnostics;
using System.Globalization;
using HeroProc.Events.Store;
using HeroProc.Events.TestKit.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace HeroProc.Events.LiteDb.Tests;

/// <summary>A real process, really killed.</summary>
internal sealed class LiteDbEventStoreKillTests : IndexTest
{
    [Test, CancelAfter(300_000)]
    public async Task Index_GoesOnAndIsNotBuiltAgain_WhenItsProcessIsKilled(CancellationToken cancellationToken)
    {
        const int seed = 5;
        var random = new Random(seed);
        var last = 0L;
        for (var kill = 0; kill < 20; kill++)
        {
            var reached = await RunAndKillAsync(random.Next(1, 25), cancellationToken);
            var script = Busy(0, seed);
            var story = new FactStory(script, seed);
            while (script.LastSeq < reached + 2000)
                story.Next();

            // The machine runs on, so the real boot id is the one the killed process wrote.
            await using var store = new LiteDbEventStore(new LiteDbStoreOptions { Folder = Folder.Path }, NullLogger<LiteDbEventStore>.Instance);
            var opening = await store.OpenAsync(FactScript.JournalId, 1, script.LastSeq, None);
            Assert.That(opening.Rebuilt, Is.False, $"kill {kill}: {opening.Note}");
            Assert.That(opening.AppliedSeq, Is.GreaterThanOrEqualTo(last), $"kill {kill}");
            var facts = script.Facts.Take((int)Math.Max(reached, opening.AppliedSeq)).ToList();
            await store.ApplyAsync(facts, None);
            Assert.That(await StoreContents.OfAsync(store), Is.EqualTo(await ExpectedAsync(facts)), $"kill {kill}");
            last = store.AppliedSeq;
        }
    }

    // The last record the process said it had applied before it was killed.
    private async Task<long> RunAndKillAsync(int batches, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "HeroProc.Events.LiteDb.Crasher.dll"), Folder.Path, "5" },
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var reached = 0L;
        for (var batch = 0; batch < batches; batch++)
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken)
                ?? throw new InvalidOperationException("The process ended by itself.");
            reached = long.Parse(line, CultureInfo.InvariantCulture);
        }

        process.Kill();
        await process.WaitForExitAsync(cancellationToken);
        return reached;
    }
}
