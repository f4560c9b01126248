using HeroProc.Extensibility.Jobs;

namespace HeroProc.Events.Dispatch;

/// <summary>
/// Passes the ends of jobs on to the engine. Found late, because the host's job queue knows its observers before the engine, which
/// uses the queue, can be made.
/// </summary>
internal sealed class JobEnds(Func<DeliveryEngine> engine) : IJobObserver
{
    private DeliveryEngine? _engine;

    /// <inheritdoc/>
    public void OnJobChanged(Job job)
    {
        // Jobs also end while the host still starts; whoever waits for those asks the queue once the engine runs.
        if (job.IsFinished && job.IdempotencyKey is not null)
        {
            (_engine ??= engine()).OnJobChanged(job);
        }
    }
}
