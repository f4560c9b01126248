using System.Text;
using System.Text.Json;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Sources;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.TestKit;

/// <summary>Things with everything filled in that a test does not care about.</summary>
public static class Some
{
    public static NewEvent Event(string type = "thing.happened", string payload = "{}") =>
        new() { Type = type, Payload = Encoding.UTF8.GetBytes(payload) };

    public static EventSource Source(string id, SourceState state = SourceState.Active) => new() { Id = id, SourceType = "manual", State = state };

    public static EventTrigger Trigger(string id, string source = EventSource.ManualId, TriggerPolicy? policy = null, string? filter = null) => new()
    {
        Id = id,
        EventSourceId = source,
        Filter = filter is null ? null : Json(filter),
        Action = new TriggerAction { Kind = "job", Action = "build" },
        Policy = policy,
    };

    public static Delivery Delivery(long seq, DeliveryState state = DeliveryState.Pending, string trigger = "t") => new()
    {
        Id = $"d{seq}",
        EventId = $"e{seq}",
        EventSeq = seq,
        TriggerId = trigger,
        State = state,
        CreatedAt = 0,
        UpdatedAt = 0,
    };

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
