using System.Diagnostics;
using System.Globalization;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Registration;
using HeroProc.Events.Sources;
using HeroProc.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace HeroProc.Bench.Durability;

/// <summary>
/// Events a second that intake has made durable, offered by 64 callers, beside the raw limit of the same disk in the same run:
/// as many records in one write and one sync as there are callers. The ratio is worth more than the rates.
/// </summary>
internal static class DurableRate
{
    private const int Callers = 64;
    private const int PayloadBytes = 1024;

    /// <summary>Measures and prints one line.</summary>
    public static async Task PrintAsync(TextWriter output, TimeSpan duration)
    {
        var folder = Directory.CreateTempSubdirectory("durable-bench-").FullName;
        try
        {
            var raw = RawLimit(folder, duration);
            var (rate, p99) = await EmitAsync(folder, duration);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{Callers} callers, {PayloadBytes} bytes: {rate:N0} durable events/s, p99 {p99:0.00} ms; raw group sync {raw:N0} records/s; ratio {rate / raw:0.00}; {Environment.ProcessorCount} processors, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Rate, double P99)> EmitAsync(string folder, TimeSpan duration)
    {
        var opened = await RecordJournal.OpenAsync(new FileJournalDisk(Path.Combine(folder, "journal")), new JournalOptions(), TimeProvider.System, NullLogger.Instance);
        await using var journal = ((JournalOpenResult.Opened)opened).Journal;
        var log = new FactLog();
        log.Attach(journal, "bench");
        var sources = new SourceDirectory();
        sources.OnCatalogChanged(CatalogState.Empty, CatalogState.Empty.With(new ConfigurationChanged { SourcesSet = [new EventSource { Id = "s", SourceType = "manual" }] }));
        var intake = new EventIntake(log, sources, IdGenerator.FromSystem(TimeProvider.System), TimeProvider.System, new IntakeOptions());

        using var stop = new CancellationTokenSource(duration);
        var clock = Stopwatch.StartNew();
        var waits = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(intake, caller, stop.Token))));
        var all = waits.SelectMany(static one => one).Order().ToArray();
        return (all.Length / clock.Elapsed.TotalSeconds, all[all.Length * 99 / 100]);
    }

    // Every event has a key of its own, as those of a forge have: the duplicate window is part of the price.
    private static async Task<List<double>> CallAsync(EventIntake intake, int caller, CancellationToken stop)
    {
        var payload = new byte[PayloadBytes];
        payload.AsSpan().Fill((byte)' ');
        "{}"u8.CopyTo(payload);
        List<double> waits = [];
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var result = await intake.AcceptAsync("s", new NewEvent { Type = "t", Payload = payload, DedupeKey = $"{caller}-{i}" });
            if (result is not IntakeResult.Accepted { Duplicate: false })
            {
                throw new InvalidOperationException($"The event was not taken: {result}");
            }

            waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return waits;
    }

    private static double RawLimit(string folder, TimeSpan duration)
    {
        const int FileBytes = 64 * 1024 * 1024;
        using var file = new FileJournalDisk(Path.Combine(folder, "raw")).Create("raw");
        var zeros = new byte[1024 * 1024];
        for (var at = 0L; at < FileBytes; at += zeros.Length)
        {
            file.Write([zeros], at);
        }

        file.Sync();
        var group = new byte[Callers * PayloadBytes];
        new Random(1).NextBytes(group);
        var clock = Stopwatch.StartNew();
        var written = 0L;
        for (; clock.Elapsed < duration; written++)
        {
            file.Write([group], written * group.Length % (FileBytes - group.Length));
            file.Sync();
        }

        return written * Callers / clock.Elapsed.TotalSeconds;
    }
}
