using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Extensibility.Jobs;
using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Dispatch;

/// <summary>Begins one attempt of one delivery: fetches the event, finds who does this kind of action, and hands it over. Thread-safe.</summary>
internal sealed partial class AttemptRunner(
    FactLog log, TriggerDirectory triggers, DeliveryLedger ledger, IJobQueue jobs, IEnumerable<IActionExecutor> executors, TimeProvider time, ILogger<AttemptRunner> logger)
{
    /// <summary>What a job is cancelled with whose place a newer match takes; it tells such an end also after a restart.</summary>
    public const string SupersededReason = "A newer match of the same trigger took its place.";

    private readonly Dictionary<string, IActionExecutor> _executors = executors.ToDictionary(static executor => executor.Kind, StringComparer.Ordinal);

    /// <summary>
    /// Begins the attempt numbered <see cref="Delivery.Attempt"/>. A delivery whose state is running was begun by a process that
    /// died: it is asked after instead.
    /// </summary>
    public async ValueTask<AttemptOutcome> StartAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return delivery is { State: DeliveryState.Running }
                ? await ResumeAsync(delivery, cancellationToken).ConfigureAwait(false)
                : await BeginAsync(delivery, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever an action's executor throws, the delivery must come to an end and the loop must go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFault(exception, delivery.Id, delivery.TriggerId);
            return new AttemptOutcome.Failed("A fault inside the host; its log names the delivery.");
        }
    }

    /// <summary>Asks for a running delivery's job to be stopped; its end is heard like any other.</summary>
    public void Cancel(Delivery delivery)
    {
        if (delivery.JobId is { } jobId)
        {
            _ = CancelAsync(jobId, delivery.Id);
        }
    }

    private async ValueTask<AttemptOutcome> BeginAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (triggers.Find(delivery.TriggerId) is not { } trigger)
        {
            return new AttemptOutcome.Hopeless($"The trigger '{delivery.TriggerId}' was removed.");
        }

        if (log.ReadEvent(delivery.EventSeq) is not { } record)
        {
            return new AttemptOutcome.Hopeless("The event's record in the journal cannot be read any more.");
        }

        if (!_executors.TryGetValue(trigger.Trigger.Action.Kind, out var executor))
        {
            return new AttemptOutcome.Hopeless($"Nothing here does actions of kind '{trigger.Trigger.Action.Kind}'.");
        }

        if (!executor.Repeatable)
        {
            // Written down first: a process that dies now must not believe, after its restart, that nothing was sent.
            await ledger.WriteAsync(delivery with { State = DeliveryState.Running, UpdatedAt = time.GetUtcNow().ToUnixTimeMilliseconds() })
                .WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        List<EventRecord> carried = [];
        foreach (var seq in delivery.Carries ?? [])
        {
            if (log.ReadEvent(seq) is { } other)
            {
                carried.Add(other);
            }
        }

        return await executor.StartAsync(new DeliveryAttempt(delivery, record, carried, trigger), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<AttemptOutcome> ResumeAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.JobId is not { } jobId)
        {
            return new AttemptOutcome.Failed("The host died during the attempt; whether the other side got it is not known.");
        }

        var job = await jobs.GetAsync(jobId, cancellationToken).ConfigureAwait(false);
        return job switch
        {
            null => new AttemptOutcome.Failed($"The job '{jobId}' is not in the queue any more.", JobAttempt: delivery.JobAttempt),
            { IsFinished: true } when !JobOutcome.IsNews(job, delivery) => new AttemptOutcome.Failed("The host died before the next attempt began.", jobId, job.Attempt),
            _ => JobOutcome.Of(job),
        };
    }

    private async Task CancelAsync(string jobId, string deliveryId)
    {
        try
        {
            var result = await jobs.CancelAsync(jobId, SupersededReason, CancellationToken.None).ConfigureAwait(false);
            if (!result.Succeeded)
            {
                LogNotCancelled(jobId, deliveryId, result.Error.Message);
            }
        }
#pragma warning disable CA1031 // Nobody awaits this; a job that could not be stopped comes to its own end.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFault(exception, deliveryId, jobId);
        }
    }
}
