using HeroProc.Events.Deliveries;
using HeroProc.Events.Journal;
using HeroProc.Events.Registration;
using HeroProc.Events.Store;
using HeroProc.Events.Triggers;
using HeroProc.Extensibility.Rpc;
using HeroProc.Journal;

namespace HeroProc.Events.Dispatch;

/// <summary>
/// Runs events of the log again. What it makes is durable before it answers, all of a call or nothing, and then goes the way of every
/// delivery. Thread-safe: calls take turns, so that no two make the same delivery.
/// </summary>
internal sealed class Replayer(
    EventWalk walk, ReplayPlanner planner, FactLog log, DeliveryEngine engine, IRoutingProgress routing, DispatchOptions options) : IDisposable
{
    /// <summary>The most events one call replays.</summary>
    public const int MaxEvents = 1000;

    // One event may match many triggers, and one payload may be 25 MiB.
    private const int MaxDeliveries = 10_000;
    private const long MaxReadBytes = 256 * 1024 * 1024;
    private const int MaxGroup = 1000;

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Replays one event.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="triggerId">The one trigger that gets it even if its filter says no; null asks every enabled trigger's filter again.</param>
    /// <param name="cancellationToken">Gives up before anything is kept.</param>
    public ValueTask<RpcResult<Replay>> ReplayAsync(string eventId, string? triggerId, CancellationToken cancellationToken) =>
        InTurnAsync(
            triggerId,
            async trigger =>
            {
                if (await walk.FindAsync(eventId, cancellationToken).ConfigureAwait(false) is not { } entry)
                {
                    return RpcError.NotFound("event", eventId);
                }

                if (trigger is not null && !Listens(trigger, entry.SourceId))
                {
                    return RpcError.InvalidParam("trigger_id", $"The trigger '{triggerId}' listens to the source '{trigger.Trigger.EventSourceId}'; the event came from '{entry.SourceId}'.");
                }

                var batch = new Batch(trigger, planner.Matches());
                return await AddAsync(batch, entry, text: null, cancellationToken).ConfigureAwait(false)
                    ? batch
                    : RpcError.Refused($"The record of the event '{eventId}' in the journal is damaged, so there is nothing to run again.");
            },
            cancellationToken);

    /// <summary>Replays the newest events a filter lets through, at most <see cref="MaxEvents"/>; the answer says where to go on.</summary>
    /// <param name="filter">Which events.</param>
    /// <param name="text">Only events that hold this text; null for all.</param>
    /// <param name="triggerId">As in <see cref="ReplayAsync"/>; only events of its source are taken.</param>
    /// <param name="cancellationToken">Gives up before anything is kept.</param>
    public ValueTask<RpcResult<Replay>> ReplayManyAsync(EventFilter filter, string? text, string? triggerId, CancellationToken cancellationToken) =>
        InTurnAsync(
            triggerId,
            async trigger =>
            {
                if (trigger?.Trigger.EventSourceId is { } sourceId && sourceId != EventTrigger.AnySource)
                {
                    if (filter.SourceId is { } wanted && wanted != sourceId)
                    {
                        return RpcError.InvalidParam("filter.source_id", $"The trigger '{triggerId}' listens to the source '{sourceId}', not to '{wanted}'.");
                    }

                    filter = filter with { SourceId = sourceId };
                }

                var batch = new Batch(trigger, planner.Matches());
                await foreach (var entry in walk.NewestFirstAsync(filter, cancellationToken).ConfigureAwait(false))
                {
                    if (batch.Events == MaxEvents || batch.Deliveries.Count >= MaxDeliveries || batch.ReadBytes >= MaxReadBytes)
                    {
                        batch.NextBefore = batch.LastSeq;
                        break;
                    }

                    if (!await AddAsync(batch, entry, text, cancellationToken).ConfigureAwait(false))
                    {
                        batch.Unreadable++;
                    }
                }

                return batch;
            },
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static bool Listens(CompiledTrigger trigger, string sourceId) =>
        trigger.Trigger.EventSourceId == EventTrigger.AnySource || trigger.Trigger.EventSourceId == sourceId;

    private async ValueTask<RpcResult<Replay>> InTurnAsync(string? triggerId, Func<CompiledTrigger?, ValueTask<RpcResult<Batch>>> gather, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (engine.Unfinished >= options.MaxUnfinished)
            {
                return RpcError.Overloaded(options.RestMs);
            }

            var trigger = triggerId is null ? null : planner.Find(triggerId);
            if (triggerId is not null && trigger is null)
            {
                return RpcError.NotFound("trigger", triggerId);
            }

            var gathered = await gather(trigger).ConfigureAwait(false);
            return gathered.Succeeded ? await KeepAsync(gathered.Value!).ConfigureAwait(false) : gathered.Error;
        }
        finally
        {
            _turn.Release();
        }
    }

    // False when the event's record cannot be read.
    private async ValueTask<bool> AddAsync(Batch batch, EventEntry entry, string? text, CancellationToken cancellationToken)
    {
        batch.LastSeq = entry.Seq;
        if (walk.Read(entry) is not { } record)
        {
            return false;
        }

        batch.ReadBytes += record.Payload.Length;
        if (text is not null && !EventWalk.Contains(record, text))
        {
            return true;
        }

        // Its first deliveries come before any replay: after a crash, what is unfinished is taken up as far as routing had come.
        await routing.WaitUntilPassedAsync(entry.Seq, cancellationToken).ConfigureAwait(false);
        batch.Events++;
        batch.Add(await planner.PlanAsync(entry, record, batch.Trigger, batch.Matches, cancellationToken).ConfigureAwait(false));
        return true;
    }

    // From here on nothing is given up half-way: what is durable is also handed over.
    private async ValueTask<RpcResult<Replay>> KeepAsync(Batch batch)
    {
        var deliveries = batch.Deliveries.OrderBy(static delivery => delivery.EventSeq).ToArray();
        if (deliveries.Length > 0)
        {
            Fact[] facts = [.. deliveries.Chunk(MaxGroup).Select(static chunk => new DeliveriesChanged { Deliveries = chunk })];
            switch (await log.AppendAsync(facts).ConfigureAwait(false))
            {
                case AppendResult.Appended:
                    break;
                case AppendResult.Overloaded:
                    return RpcError.Overloaded(options.RestMs);
                case AppendResult.StorageUnavailable unavailable:
                    return RpcError.StorageUnavailable(unavailable.Reason.ToString());
                default:
                    throw new InvalidOperationException("The journal gave an answer that is not known.");
            }

            engine.Take(deliveries);
        }

        return new Replay(batch.Replayed, [.. deliveries.Select(static delivery => delivery.Id)], batch.Unreadable, batch.NextBefore);
    }

    private sealed class Batch(CompiledTrigger? trigger, CurrentMatches matches)
    {
        public CompiledTrigger? Trigger { get; } = trigger;

        public CurrentMatches Matches { get; } = matches;

        public List<Delivery> Deliveries { get; } = [];

        public int Events { get; set; }

        public int Replayed { get; private set; }

        public int Unreadable { get; set; }

        public long ReadBytes { get; set; }

        public long LastSeq { get; set; }

        public long? NextBefore { get; set; }

        public void Add(IReadOnlyList<Delivery> deliveries)
        {
            Replayed += deliveries.Count > 0 ? 1 : 0;
            Deliveries.AddRange(deliveries);
        }
    }
}
