using System.Diagnostics;
using System.Globalization;
using System.Text;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.LiteDb;
using HeroProc.Events.Store;
using HeroProc.Journal;
using Microsoft.Extensions.Logging.Abstractions;

// Fills an index with events, each with a routing and, for every second one, a delivery that runs and succeeds; then asks it
// questions. Arguments: FOLDER EVENTS [BATCH=500].
var none = CancellationToken.None;
var events = int.Parse(args[1], CultureInfo.InvariantCulture);
var batchSize = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 500;
var random = new Random(1);
var payload = Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', 1000)}}"}""");
var (seq, now) = (0L, 1_700_000_000_000L);
var ids = new List<string>();
var pending = new Queue<Delivery>();
var batch = new List<StoredFact>();

void Add(Fact fact) => batch.Add(new StoredFact(++seq, new JournalPosition(1, seq * 1500), fact));

IEnumerable<bool> Facts()
{
    for (var i = 0; i < events; i++)
    {
        now += random.Next(20);
        var id = Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(now)).ToString();
        if (i % 100 == 0)
            ids.Add(id);
        Add(new EventAccepted(new EventRecord
        {
            Id = id, SourceId = $"source-{random.Next(20)}", SourceType = "manual", Type = $"order.type-{random.Next(50)}",
            Timestamp = (ulong)now, ReceivedAt = (ulong)now, ContentType = "application/json", DedupeKey = $"key-{i}", Payload = payload,
        }));
        yield return true;
        var eventSeq = seq;
        string[] matched = i % 2 == 0 ? [$"trigger-{random.Next(200)}"] : [];
        var deliveries = matched.Select(trigger => new Delivery
        {
            Id = $"d{i:x16}{trigger}", EventId = id, EventSeq = eventSeq, TriggerId = trigger, State = DeliveryState.Pending,
            CreatedAt = now, UpdatedAt = now,
        }).ToArray();
        Add(new EventRouted { EventSeq = eventSeq, EventId = id, MatchedTriggers = matched, Deliveries = deliveries });
        yield return true;
        foreach (var delivery in deliveries)
            pending.Enqueue(delivery);
        while (pending.Count > 100)
        {
            var delivery = pending.Dequeue();
            Add(new DeliveriesChanged { Deliveries = [delivery with { State = DeliveryState.Running, Attempt = 1, JobId = "job-" + delivery.Id }] });
            yield return true;
            Add(new DeliveriesChanged { Deliveries = [delivery with { State = random.Next(50) == 0 ? DeliveryState.Dead : DeliveryState.Succeeded, Attempt = 1, JobId = "job-" + delivery.Id }] });
            yield return true;
        }
    }
}

void Say(string text) => Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{text}; RSS {Process.GetCurrentProcess().WorkingSet64 >> 20} MiB, heap {GC.GetTotalMemory(false) >> 20} MiB"));

var store = new LiteDbEventStore(new LiteDbStoreOptions { Folder = args[0] }, NullLogger<LiteDbEventStore>.Instance);
await store.OpenAsync("bench", 1, long.MaxValue, none);
seq = store.AppliedSeq;
var all = Stopwatch.StartNew();
var (watch, reported) = (new Stopwatch(), 0L);
foreach (var _ in Facts())
{
    if (batch.Count < batchSize)
        continue;
    watch.Start();
    await store.ApplyAsync(batch, none);
    watch.Stop();
    batch.Clear();
    if (seq - reported >= 250_000)
    {
        Say(string.Create(CultureInfo.InvariantCulture, $"{seq} facts, {(seq - reported) / watch.Elapsed.TotalSeconds:F0}/s"));
        reported = seq;
        watch.Reset();
    }
}

await store.ApplyAsync(batch, none);
var counters = await store.LoadCountersAsync(none);
Say(string.Create(CultureInfo.InvariantCulture, $"{counters.Events} events, {seq} facts in {all.Elapsed.TotalSeconds:F0} s, {counters.Bytes >> 20} MiB"));

async Task AskAsync(string name, int times, Func<Task> question)
{
    var took = new List<double>();
    for (var i = 0; i < times; i++)
    {
        var start = Stopwatch.GetTimestamp();
        await question();
        took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    took.Sort();
    Say(string.Create(CultureInfo.InvariantCulture, $"{name}: p50 {took[took.Count / 2]:F2} ms, p99 {took[took.Count * 99 / 100]:F2} ms"));
}

string SomeId() => ids.Count == 0 ? "none" : ids[random.Next(ids.Count)];
await AskAsync("find event", 2000, async () => await store.FindEventAsync(SomeId(), none));
await AskAsync("deliveries of an event", 1000, async () => await store.ListDeliveriesOfEventAsync(SomeId(), none));
await AskAsync("newest 50", 500, async () => await store.ListEventsAsync(new EventFilter(), none));
await AskAsync("newest 50 of a source", 500, async () => await store.ListEventsAsync(new EventFilter { SourceId = $"source-{random.Next(20)}" }, none));
await AskAsync("newest 50 of a type and source", 200, async () => await store.ListEventsAsync(new EventFilter { SourceId = $"source-{random.Next(20)}", Type = $"order.type-{random.Next(50)}" }, none));
await AskAsync("50 dead deliveries, oldest first", 500, async () => await store.ListDeliveriesAsync(new DeliveryFilter { States = [DeliveryState.Dead], OldestFirst = true }, none));
await AskAsync("50 deliveries of a trigger", 500, async () => await store.ListDeliveriesAsync(new DeliveryFilter { TriggerId = $"trigger-{random.Next(200)}" }, none));
await AskAsync("events with a dead delivery", 200, async () => await store.ListEventsAsync(new EventFilter { DeliveryState = DeliveryState.Dead }, none));
await AskAsync("events long ago", 200, async () => await store.ListEventsAsync(new EventFilter { Until = 1_700_000_100_000 }, none));
watch.Restart();
await store.VerifyAsync(none);
Say(string.Create(CultureInfo.InvariantCulture, $"verified in {watch.Elapsed.TotalSeconds:F1} s"));
watch.Restart();
await store.BackupAsync(Path.Combine(args[0], "backup"), 1, none);
Say(string.Create(CultureInfo.InvariantCulture, $"copied in {watch.Elapsed.TotalSeconds:F1} s"));
watch.Restart();
await store.DisposeAsync();
Say(string.Create(CultureInfo.InvariantCulture, $"closed in {watch.Elapsed.TotalSeconds:F1} s"));
watch.Restart();
await using var again = new LiteDbEventStore(new LiteDbStoreOptions { Folder = args[0] }, NullLogger<LiteDbEventStore>.Instance);
await again.OpenAsync("bench", 1, long.MaxValue, none);
Say(string.Create(CultureInfo.InvariantCulture, $"opened in {watch.Elapsed.TotalSeconds:F1} s"));
