using System.Globalization;
using System.Text;
using HeroProc.Journal;
using Microsoft.Extensions.Logging.Abstractions;

// Appends records from several producers until it is killed. A line "A <seq> <producer> <number> ." goes to standard output
// for each acknowledged one, so that whoever kills it knows what must be found again.
var folder = args[0];
var producers = int.Parse(args[1], CultureInfo.InvariantCulture);
var options = new JournalOptions { SegmentBytes = 256 * 1024 };
var opened = await RecordJournal.OpenAsync(new FileJournalDisk(folder), options, TimeProvider.System, NullLogger.Instance);
if (opened is not JournalOpenResult.Opened { Journal: var journal })
{
    await Console.Error.WriteLineAsync(opened.ToString());
    return 1;
}

using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
var gate = new Lock();
await Task.WhenAll(Enumerable.Range(0, producers).Select(producer => Task.Run(() => Produce(producer))));
return 0;

async Task Produce(int producer)
{
    var filler = new byte[200 + (producer * 37)];
    for (var number = 0; ; number++)
    {
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{producer} {number}"));
        if (await journal.AppendAsync(new JournalRecord(7, head, filler)) is not AppendResult.Appended appended)
            throw new InvalidOperationException("The journal refused.");
        lock (gate)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A {appended.FirstSeq} {producer} {number} ."));
    }
}
