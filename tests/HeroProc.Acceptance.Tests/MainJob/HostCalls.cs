using System.Text.Json;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.MainJob;

/// <summary>What the tests ask a host for again and again.</summary>
internal static class HostCalls
{
    private static readonly string[] _ends = ["succeeded", "dead", "skipped", "discarded"];

    /// <summary>The result of a call that must succeed.</summary>
    public static async Task<JsonElement> ResultAsync(this HostProcess host, string method, object? parameters = null)
    {
        var answer = await host.CallAsync(method, parameters);
        return answer.TryGetProperty("result", out var result) ? result : throw new AssertionException($"{method} was refused: {answer.GetRawText()}");
    }

    /// <summary>The error of a call that must be refused.</summary>
    public static async Task<JsonElement> ErrorAsync(this HostProcess host, string method, object? parameters = null)
    {
        var answer = await host.CallAsync(method, parameters);
        return answer.TryGetProperty("error", out var error) ? error : throw new AssertionException($"{method} was not refused: {answer.GetRawText()}");
    }

    /// <summary>Registers an action whose job shows what it was given: its variables, the modes of its files, and the files.</summary>
    public static Task SetShowingActionAsync(this HostProcess host, string name = "show") => host.ResultAsync("action.set", new
    {
        name,
        spec = new
        {
            interpreter = "bash",
            script = """
                env | grep -E '^(HERO_|TRACEPARENT)' | sort
                stat -c 'mode %a' "$HERO_EVENT_FILE"
                if [ -n "${HERO_INPUTS_FILE:-}" ]; then stat -c 'mode %a' "$HERO_INPUTS_FILE"; printf 'inputs '; cat "$HERO_INPUTS_FILE"; echo; fi
                printf 'event '; base64 -w0 "$HERO_EVENT_FILE"; echo
                """,
            timeout_ms = 30_000,
        },
    });

    /// <summary>Registers a source of type manual and a trigger that runs <c>show</c> for each of its events.</summary>
    public static Task RegisterManualAsync(this HostProcess host, string id) => host.ResultAsync("event.register", new
    {
        source = new { id, source_type = "manual" },
        trigger = new { id, event_source_id = id, action = new { kind = "job", action = "show" } },
    });

    /// <summary>Emits an event and returns its id.</summary>
    public static async Task<string> EmitAsync(this HostProcess host, string sourceId, object? data = null) =>
        (await host.ResultAsync("event.emit", new { source_id = sourceId, type = "test.happened", data })).GetProperty("event_id").GetString()!;

    /// <summary>The event with its deliveries, once it is routed and every delivery has ended.</summary>
    public static Task<JsonElement> DeliveredAsync(this HostProcess host, string eventId) => Eventually.IsAsync(
        () => host.ResultAsync("event.get", new { event_id = eventId }),
        static found => found.GetProperty("event").GetProperty("routed").GetBoolean()
            && found.GetProperty("deliveries").EnumerateArray().All(static delivery => _ends.Contains(delivery.GetProperty("state").GetString())));

    /// <summary>The job of the event's only delivery, which must have succeeded.</summary>
    public static async Task<string> OnlyJobAsync(this HostProcess host, string eventId)
    {
        var deliveries = (await host.DeliveredAsync(eventId)).GetProperty("deliveries").EnumerateArray().ToArray();
        Assert.That(deliveries, Has.Length.EqualTo(1));
        Assert.That(deliveries[0].GetProperty("state").GetString(), Is.EqualTo("succeeded"), deliveries[0].GetRawText());
        return deliveries[0].GetProperty("job_id").GetString()!;
    }

    /// <summary>All jobs of one action.</summary>
    public static async Task<JsonElement[]> JobsOfAsync(this HostProcess host, string action) =>
        [.. (await host.ResultAsync("job.list", new { action, limit = 100 })).GetProperty("jobs").EnumerateArray()];

    /// <summary>What a job wrote to its standard output.</summary>
    public static async Task<string[]> OutputOfAsync(this HostProcess host, string jobId) =>
        [.. (await host.ResultAsync("job.logs", new { job_id = jobId })).GetProperty("lines").EnumerateArray().Select(static line => line.GetProperty("line").GetString()!)];

    /// <summary>The ids of the events kept, newest first.</summary>
    public static async Task<string[]> EventIdsAsync(this HostProcess host) =>
        [.. (await host.ResultAsync("event.list", new { limit = 1000 })).GetProperty("events").EnumerateArray().Select(static item => item.GetProperty("id").GetString()!)];

    /// <summary>The states of the deliveries of one trigger, newest first.</summary>
    public static async Task<string[]> StatesOfAsync(this HostProcess host, string triggerId) =>
        [.. (await host.ResultAsync("delivery.list", new { trigger_id = triggerId })).GetProperty("deliveries").EnumerateArray().Select(static delivery => delivery.GetProperty("state").GetString()!)];
}
