using HeroProc.Events.Deliveries;
using HeroProc.Events.Dispatch;
using HeroProc.Events.Journal;
using HeroProc.Events.Registration;
using HeroProc.Events.Store;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Rpc;

/// <summary><c>event.stats</c>.</summary>
internal sealed class StatsMethods(StoreFeeder index, FactLog log, RoutingLoop routing, Catalog catalog) : IRpcModule
{
    private static readonly DeliveryFilter _oldestUnfinished = new()
    {
        States = [DeliveryState.Held, DeliveryState.Pending, DeliveryState.Running, DeliveryState.Waiting],
        OldestFirst = true,
        Limit = 1,
    };

    public IReadOnlyList<RpcMethod> Methods =>
    [
        RpcMethod.Create(
            new RpcMethodInfo("event.stats", "Counts per source, trigger and delivery state, sizes, and how far the index and routing are behind.")
            {
                Description = "Read from counters; nothing is walked through.",
                ExampleParams = "{}",
            },
            RpcJson.Default.StatsParams, RpcJson.Default.StatsResult, ReadAsync),
    ];

    private async ValueTask<RpcResult<StatsResult>> ReadAsync(StatsParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        // Before the index is asked, which waits until it has caught up.
        var journal = log.Stats;
        var (indexLag, routingLag) = (Behind(journal.DurableSeq, index.AppliedSeq), Behind(journal.DurableSeq, routing.PassedSeq));
        var (counters, oldest) = await index.AskAsync(
            async store => (
                await store.LoadCountersAsync(cancellationToken).ConfigureAwait(false),
                await store.ListDeliveriesAsync(_oldestUnfinished, cancellationToken).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        var state = catalog.State;
        return new StatsResult
        {
            Events = counters.Events,
            EventsBySource = counters.EventsBySource,
            MatchesByTrigger = counters.MatchesByTrigger,
            DeliveriesByState = Enum.GetValues<DeliveryState>().ToDictionary(static one => one, one => counters.DeliveriesByState.GetValueOrDefault(one)),
            DeliveriesByTrigger = counters.DeliveriesByTrigger,
            Sources = state.Sources.Count,
            Triggers = state.Triggers.Count,
            Journal = new JournalStatsDocument(journal.Bytes, journal.Records, journal.Segments, journal.FirstSeq, journal.DurableSeq),
            DatabaseBytes = counters.Bytes,
            IndexLag = indexLag,
            RoutingLag = routingLag,
            OldestUnfinished = oldest is [var first, ..] ? new OldestDelivery(first.Id, first.CreatedAt, first.State) : null,
        };
    }

    private static long Behind(long durable, long reached) => Math.Max(0, durable - reached);
}
