using HeroProc.Events.Deliveries;
using HeroProc.Events.Dispatch;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Registration;
using HeroProc.Events.Store;

namespace HeroProc.Events.Hosting;

/// <summary>Fills the memories of keys at start: those of events, and the business keys of triggers.</summary>
internal sealed class RecentKeys(EventIntake intake, BusinessKeys businessKeys, IntakeOptions options, TimeProvider time)
{
    private const int PageSize = 1000;

    public async Task RecallAsync(StoreFeeder index, CatalogState catalog, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var since = (ulong)Math.Max(0, (now - TimeSpan.FromDays(options.DuplicateWindowDays)).ToUnixTimeMilliseconds());
        foreach (var keys in index.KeysOfBefore())
        {
            Recall(keys, catalog);
        }

        for (long after = 0; ;)
        {
            var page = await index.AskAsync(store => store.ListEventsForwardAsync(after, since, PageSize, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var entry in page)
            {
                intake.Recall(entry);
                after = entry.Seq;
            }

            if (page.Count < PageSize)
            {
                break;
            }
        }

        foreach (var trigger in catalog.Triggers.Values.Where(static trigger => trigger.Policy?.DedupeKey is not null))
        {
            await RecallAsync(index, trigger.Id, now.ToUnixTimeMilliseconds(), trigger.Policy!.DedupeWindowMs, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Recall(KeysRemembered keys, CatalogState catalog)
    {
        foreach (var remembered in keys.Events)
        {
            intake.Recall(remembered);
        }

        foreach (var taken in keys.BusinessKeys)
        {
            if (catalog.Triggers.GetValueOrDefault(taken.TriggerId)?.Policy is { DedupeKey: not null } policy)
            {
                businessKeys.TryTake(taken.TriggerId, taken.Key, taken.At, policy.DedupeWindowMs);
            }
        }
    }

    private async Task RecallAsync(StoreFeeder index, string triggerId, long nowMs, long windowMs, CancellationToken cancellationToken)
    {
        DeliveryCursor? after = null;
        while (true)
        {
            var filter = new DeliveryFilter { TriggerId = triggerId, Since = nowMs - windowMs, OldestFirst = true, After = after, Limit = PageSize };
            var page = await index.AskAsync(store => store.ListDeliveriesAsync(filter, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var delivery in page.Where(static delivery => delivery.DedupeKey is not null && delivery.Reason != DeliveryReason.DuplicateKey))
            {
                businessKeys.TryTake(triggerId, delivery.DedupeKey!, delivery.CreatedAt, windowMs);
            }

            if (page.Count < PageSize)
            {
                return;
            }

            after = new DeliveryCursor(page[^1].EventSeq, page[^1].Id);
        }
    }
}
