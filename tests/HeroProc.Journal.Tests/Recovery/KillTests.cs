using System.Diagnostics;
using System.Globalization;

namespace HeroProc.Journal.Tests;

/// <summary>A real process on a real disk, killed with SIGKILL while it appends. What it printed as acknowledged is there.</summary>
[TestFixture]
internal sealed class KillTests
{
    private const int Producers = 4;

    [Test, CancelAfter(120_000)]
    public async Task AcknowledgedRecords_SurviveKills_OneAfterTheOther(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var disk = new FileJournalDisk(folder.Path);
        var acknowledged = new Dictionary<long, string>();
        for (var kill = 0; kill < 20; kill++)
        {
            using var child = Start(folder.Path);
            await Collect(child, acknowledged, lines: 1 + (kill * 37 % 400), cancellationToken);
            await using var journal = await Some.OpenAsync(disk);
            Assert.That(journal.Recovery.Damaged, Is.Empty, $"after kill {kill}");
            var found = journal.ReadDurable(1).ToDictionary(static entry => entry.Seq, static entry => entry.Text());
            var wrong = acknowledged.Where(each => found.GetValueOrDefault(each.Key) != each.Value).ToArray();
            Assert.That(wrong, Is.Empty, $"acknowledged and lost or changed after kill {kill}");
            Assert.That(found, Has.Count.EqualTo(journal.DurableSeq), "no hole");
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task OpenAsync_FolderTaken_WhileAnotherProcessHasIt(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        using var child = Start(folder.Path);
        Assert.That(await child.StandardOutput.ReadLineAsync(cancellationToken), Does.StartWith("A "));
        var second = await RecordJournal.OpenAsync(
            new FileJournalDisk(folder.Path), new JournalOptions(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, cancellationToken);
        child.Kill();
        await child.WaitForExitAsync(cancellationToken);
        Assert.That(second, Is.EqualTo(new JournalOpenResult.FolderTaken(folder.Path)));
        await using var journal = await Some.OpenAsync(new FileJournalDisk(folder.Path));
        Assert.That(journal.DurableSeq, Is.Positive);
    }

    private static async Task Collect(Process child, Dictionary<long, string> acknowledged, int lines, CancellationToken cancellationToken)
    {
        var read = 0;
        while (await child.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            var words = line.Split(' ');

            // The kill may have cut the last line; only one that ends with its dot is whole.
            if (words is not ["A", _, _, _, "."])
                break;
            acknowledged[long.Parse(words[1], CultureInfo.InvariantCulture)] = $"{words[2]} {words[3]}";
            if (++read == lines)
                child.Kill();
        }

        await child.WaitForExitAsync(cancellationToken);
        Assert.That(read, Is.GreaterThanOrEqualTo(lines), await child.StandardError.ReadToEndAsync(cancellationToken));
    }

    private static Process Start(string folder)
    {
        var here = TestContext.CurrentContext.TestDirectory;
        var crasher = Path.Combine(here.Replace("HeroProc.Journal.Tests", "HeroProc.Journal.Crasher", StringComparison.Ordinal), "HeroProc.Journal.Crasher.dll");
        Assert.That(crasher, Does.Exist);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(crasher);
        start.ArgumentList.Add(folder);
        start.ArgumentList.Add(Producers.ToString(CultureInfo.InvariantCulture));
        return Process.Start(start)!;
    }
}
