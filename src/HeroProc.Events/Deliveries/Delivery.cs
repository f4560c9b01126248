using System.Text.Json.Serialization;

namespace HeroProc.Events.Deliveries;

/// <summary>One event on its way to one trigger, as it stood at one moment. Immutable; a change is a new record.</summary>
public sealed record Delivery
{
    /// <summary>Its id, derived from event, trigger and replay; also the idempotency key of its job.</summary>
    public required string Id { get; init; }

    /// <summary>The event.</summary>
    public required string EventId { get; init; }

    /// <summary>Where the event stands in the journal; the order of deliveries.</summary>
    public required long EventSeq { get; init; }

    /// <summary>The trigger.</summary>
    public required string TriggerId { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>The attempt that runs or ran last, from 1; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>The job of its last attempt.</summary>
    public string? JobId { get; init; }

    /// <summary>The attempt of that job which failed last: the next one asks the queue for the number after it.</summary>
    public int JobAttempt { get; init; }

    /// <summary>Attempts made before a person's retry; the policy's budget counts from here.</summary>
    public int AttemptsForgiven { get; init; }

    /// <summary>True once a person wanted it run: then only the limit on what runs at once stands before it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Forced { get; init; }

    /// <summary>Why it ended as <c>dead</c>, <c>skipped</c> or <c>discarded</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was made, Unix milliseconds.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>When it last changed, Unix milliseconds.</summary>
    public required long UpdatedAt { get; init; }

    /// <summary>When it is tried next, Unix milliseconds; set while it waits.</summary>
    public long? NextAttemptAt { get; init; }

    /// <summary>What went wrong last, in a sentence.</summary>
    public string? LastError { get; init; }

    /// <summary>The delivery it repeats by a person's wish.</summary>
    public string? ReplayOf { get; init; }

    /// <summary>The rendered flow key of the trigger's policy.</summary>
    public string? Key { get; init; }

    /// <summary>The rendered business key of the trigger's policy.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>The delivery that carries this one's event too, when it was skipped as batched or debounced.</summary>
    public string? CarriedBy { get; init; }

    /// <summary>Events this one runs for besides its own, oldest first, when it leads a batch.</summary>
    public IReadOnlyList<long>? Carries { get; init; }

    /// <summary>True once nothing more happens by itself.</summary>
    [JsonIgnore]
    public bool IsFinished => State is DeliveryState.Succeeded or DeliveryState.Dead or DeliveryState.Skipped or DeliveryState.Discarded;
}
