using System.Runtime.InteropServices;
using HeroProc.Events.Intake;
using HeroProc.Events.Matching;
using HeroProc.Events.Sources;

namespace HeroProc.Events.Dispatch.Actions;

/// <summary>
/// Emits a further event (<c>kind: emit</c>) of the manual source. Its id is the delivery's, so a repetition after a crash is told as
/// the duplicate it is; it stands one hop further in its chain, and the chain's length is bounded where events are routed.
/// </summary>
internal sealed class EmitActionExecutor(EventIntake intake) : IActionExecutor
{
    public string Kind => "emit";

    public bool Repeatable => true;

    public async ValueTask<AttemptOutcome> StartAsync(DeliveryAttempt attempt, CancellationToken cancellationToken)
    {
        var record = attempt.Event;
        ReadOnlyMemory<byte> data = "null"u8.ToArray();
        if (attempt.Trigger.Mapping is { } mapping)
        {
            var view = EventViewFactory.Open(record, out var payload);
            using (payload)
            {
                var rendered = mapping.Render(view, cancellationToken);
                if (!rendered.Succeeded)
                {
                    return new AttemptOutcome.Hopeless(rendered.Reason("data"));
                }

                data = JsonMarshal.GetRawUtf8Value(rendered.Value).ToArray();
            }
        }

        var result = await intake.AcceptAsync(EventSource.ManualId, new NewEvent
        {
            Id = attempt.Delivery.Id,
            Type = attempt.Trigger.Trigger.Action.Type!,
            Payload = data,
            Subject = record.Subject,
            CorrelationId = record.CorrelationId ?? record.Id,
            CausationId = record.Id,
            Hop = record.Hop + 1,
            Traceparent = record.Traceparent,
        }).ConfigureAwait(false);
        return result switch
        {
            IntakeResult.Accepted => new AttemptOutcome.Succeeded(),
            IntakeResult.Overloaded overloaded => new AttemptOutcome.NotNow(overloaded.RetryAfter, "Intake is overloaded."),
            IntakeResult.StorageUnavailable unavailable => new AttemptOutcome.NotNow(TimeSpan.FromSeconds(1), $"Storage is unavailable ({unavailable.Reason})."),
            IntakeResult.Conflict => new AttemptOutcome.Hopeless("This delivery has emitted its event already, with other data."),
            IntakeResult.SourceDisabled => new AttemptOutcome.Failed("The manual source is disabled."),
            _ => new AttemptOutcome.Hopeless($"The event was refused: {result.GetType().Name}."),
        };
    }
}
