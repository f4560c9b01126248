using HeroProc.Events.Deliveries;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Dispatch;

/// <summary>What the outcome of an attempt makes of its delivery. Pure but for the spread of the retry delay.</summary>
internal sealed class AttemptSettlement(RetryDelay retryDelay)
{
    /// <summary>How long a start that was refused for now is put off, in milliseconds; at least 1.</summary>
    public static long RestMs(AttemptOutcome.NotNow later) => (long)Math.Max(later.RetryAfter.TotalMilliseconds, 1);

    /// <summary>The delivery after the outcome.</summary>
    /// <param name="delivery">The delivery as it was when the attempt began.</param>
    /// <param name="outcome">How the attempt, or its start, ended.</param>
    /// <param name="policy">The trigger's policy, or null when the trigger is gone.</param>
    /// <param name="superseded">True when a newer match takes its place.</param>
    /// <param name="now">Unix milliseconds.</param>
    public Delivery Settle(Delivery delivery, AttemptOutcome outcome, TriggerPolicy? policy, bool superseded, long now)
    {
        delivery = delivery with { UpdatedAt = now, NextAttemptAt = null };
        return outcome switch
        {
            AttemptOutcome.Running running => delivery with
            {
                State = DeliveryState.Running,
                Attempt = Math.Max(delivery.Attempt, 1),
                JobId = running.JobId,
                JobAttempt = running.JobId == delivery.JobId ? delivery.JobAttempt : 0,
            },
            AttemptOutcome.Succeeded done => delivery with { State = DeliveryState.Succeeded, JobId = done.JobId ?? delivery.JobId },
            AttemptOutcome.Hopeless hopeless => End(delivery, DeliveryState.Dead, hopeless.Reason, hopeless.Reason),
            AttemptOutcome.Cancelled cancelled => Cancelled(delivery, cancelled, superseded),
            AttemptOutcome.NotNow later => NotNow(delivery, later, now),
            AttemptOutcome.Failed failed => Failed(delivery, failed, policy, superseded, now),
            _ => throw new InvalidOperationException($"The outcome {outcome.GetType().Name} is not known."),
        };
    }

    // Not begun, so not counted. One that has failed before goes back to waiting, not to the flow control of new matches.
    private static Delivery NotNow(Delivery delivery, AttemptOutcome.NotNow later, long now)
    {
        var put = delivery with { Attempt = delivery.Attempt - 1, LastError = later.Why };
        return put.Attempt == 0
            ? put with { State = DeliveryState.Pending }
            : put with { State = DeliveryState.Waiting, NextAttemptAt = now + RestMs(later) };
    }

    // After a restart only the job itself still knows why it was stopped.
    private static Delivery Cancelled(Delivery delivery, AttemptOutcome.Cancelled cancelled, bool superseded)
    {
        var tried = delivery with { JobId = cancelled.JobId, JobAttempt = cancelled.JobAttempt };
        return superseded || cancelled.Reason == AttemptRunner.SupersededReason
            ? End(tried, DeliveryState.Skipped, DeliveryReason.Overlap, cancelled.Reason)
            : End(tried, DeliveryState.Discarded, DeliveryReason.ByPerson, cancelled.Reason);
    }

    private Delivery Failed(Delivery delivery, AttemptOutcome.Failed failed, TriggerPolicy? policy, bool superseded, long now)
    {
        var sameJob = failed.JobId is null || failed.JobId == delivery.JobId;
        var tried = delivery with
        {
            JobId = failed.JobId ?? delivery.JobId,
            JobAttempt = sameJob ? Math.Max(failed.JobAttempt, delivery.JobAttempt) : failed.JobAttempt,
        };
        if (superseded)
        {
            return End(tried, DeliveryState.Skipped, DeliveryReason.Overlap, failed.Error);
        }

        if (policy is null)
        {
            return End(tried, DeliveryState.Dead, $"Failed, and its trigger was removed: {failed.Error}", failed.Error);
        }

        return retryDelay.After(policy.Retry ?? new(), tried.Attempt - tried.AttemptsForgiven, failed.RetryAfter) is { } wait
            ? tried with { State = DeliveryState.Waiting, LastError = failed.Error, NextAttemptAt = now + (long)wait.TotalMilliseconds }
            : End(tried, DeliveryState.Dead, $"Failed {tried.Attempt} times; the last: {failed.Error}", failed.Error);
    }

    private static Delivery End(Delivery delivery, DeliveryState state, string reason, string error) =>
        delivery with { State = state, Reason = reason, LastError = error };
}
