using System.Diagnostics;
using System.Globalization;
using HeroProc.Journal;
using Microsoft.Extensions.Logging.Abstractions;

// Durable appends a second of 1 KB records, beside the raw limit of the same disk in the same run: one write and one
// fdatasync after the other, with as many records in each write as there are producers, into zeros written before.
// Ratios within one run are worth more than rates. Usage: [seconds a case = 2] [folder = a temporary one]
var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 2;
var folder = Directory.CreateTempSubdirectory("journal-bench-").FullName;
if (args.Length > 1)
    folder = Directory.CreateDirectory(Path.Combine(args[1], "journal-bench")).FullName;
const int RecordBytes = 1024;
try
{
    Console.WriteLine($"{"producers",10} {"reserve",10} {"appends/s",12} {"raw/s",12} {"ratio",8} {"records/sync",13} {"sync p50 us",12} {"p99 us",9} {"bytes/append",13}");
    foreach (var producers in (int[])[1, 8, 64, 256])
    {
        foreach (var reserve in (int[])[0, 256 * 1024, 1024 * 1024, 4 * 1024 * 1024])
            await MeasureAsync(producers, reserve);
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

async Task MeasureAsync(int producers, int reserve)
{
    var raw = RawLimit(producers);
    var commits = new List<JournalCommit>();
    var options = new JournalOptions { PreallocateBytes = reserve, OnCommit = commits.Add };
    var path = Path.Combine(folder, $"{producers}-{reserve}");
    var opened = await RecordJournal.OpenAsync(new FileJournalDisk(path), options, TimeProvider.System, NullLogger.Instance);
    await using var journal = ((JournalOpenResult.Opened)opened).Journal;
    using var stop = new CancellationTokenSource();
    var before = GC.GetTotalAllocatedBytes();
    var clock = Stopwatch.StartNew();
    var counts = Task.WhenAll(Enumerable.Range(0, producers).Select(_ => Task.Run(() => ProduceAsync(journal, stop.Token))));
    await Task.Delay(TimeSpan.FromSeconds(seconds));
    await stop.CancelAsync();
    var total = (await counts).Sum();
    var rate = total / clock.Elapsed.TotalSeconds;
    var allocated = (GC.GetTotalAllocatedBytes() - before) / (double)total;
    var micros = commits.Select(static commit => commit.Elapsed.TotalMicroseconds).Order().ToArray();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{producers,10} {reserve,10} {rate,12:N0} {raw,12:N0} {rate / raw,8:0.00} {commits.Average(static commit => commit.Records),13:0.0} {micros[micros.Length / 2],12:0} {micros[micros.Length * 99 / 100],9:0} {allocated,13:0}"));
    await journal.DisposeAsync();
    Directory.Delete(path, recursive: true);
}

static async Task<long> ProduceAsync(RecordJournal journal, CancellationToken stop)
{
    var body = new byte[RecordBytes];
    var count = 0L;
    while (!stop.IsCancellationRequested)
    {
        if (await journal.AppendAsync(new JournalRecord(1, ReadOnlyMemory<byte>.Empty, body), CancellationToken.None) is not AppendResult.Appended)
            throw new InvalidOperationException("The journal refused.");
        count++;
    }

    return count;
}

double RawLimit(int recordsAWrite)
{
    const int FileBytes = 64 * 1024 * 1024;
    var disk = new FileJournalDisk(Path.Combine(folder, "raw"));
    using var file = disk.Create("raw");
    var zeros = new byte[1024 * 1024];
    for (var at = 0L; at < FileBytes; at += zeros.Length)
        file.Write([zeros], at);
    file.Sync();
    var group = new byte[recordsAWrite * RecordBytes];
    new Random(1).NextBytes(group);
    var clock = Stopwatch.StartNew();
    var written = 0L;
    while (clock.Elapsed.TotalSeconds < seconds / 2)
    {
        file.Write([group], written * group.Length % (FileBytes - group.Length));
        file.Sync();
        written++;
    }

    return written * recordsAWrite / clock.Elapsed.TotalSeconds;
}
