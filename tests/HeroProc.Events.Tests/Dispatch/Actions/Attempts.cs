using System.Text;
using System.Text.Json;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Dispatch;
using HeroProc.Events.Intake;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Tests.Dispatch.Actions;

/// <summary>Makes attempts.</summary>
internal static class Attempts
{
    public static EventRecord Event { get; } = new()
    {
        Id = "ev1",
        SourceId = "manual",
        SourceType = "manual",
        Type = "deploy.requested",
        Timestamp = 1_700_000_000_123,
        ReceivedAt = 1_700_000_000_456,
        ContentType = "application/json",
        Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Payload = Encoding.UTF8.GetBytes("""{"version":"1.4.2"}"""),
    };

    public static DeliveryAttempt Of(TriggerAction action, TriggerPolicy? policy = null, params IReadOnlyList<EventRecord> carried)
    {
        var trigger = new EventTrigger { Id = "t", EventSourceId = "manual", Action = action, Policy = policy };
        var compiled = TriggerCompiler.Compile(trigger, out var faults);
        Assert.That(faults, Is.Empty);
        var delivery = new Delivery { Id = "d1", EventId = "ev1", EventSeq = 1, TriggerId = "t", State = DeliveryState.Pending, Attempt = 1, CreatedAt = 0, UpdatedAt = 0 };
        return new DeliveryAttempt(delivery, Event, carried, compiled!);
    }

    public static JsonElement Json(string text) => JsonElement.Parse(text);
}
