using System.Text.Json;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Durability;

/// <summary>Everything a host answers about what it keeps, once nothing is under way any more.</summary>
internal sealed class FinalLog
{
    private static readonly string[] _unfinished = ["held", "pending", "running", "waiting"];

    public required IReadOnlySet<string> EventIds { get; init; }

    public required IReadOnlyList<string> RepeatedKeys { get; init; }

    public required IReadOnlySet<string> DeliveredEvents { get; init; }

    public required IReadOnlyList<string> RepeatedDeliveries { get; init; }

    public required IReadOnlyList<string> Unfinished { get; init; }

    public required IReadOnlyList<string> NotSucceeded { get; init; }

    public required IReadOnlyDictionary<string, int> JobsPerDelivery { get; init; }

    public required IReadOnlyDictionary<string, int> RunsPerDelivery { get; init; }

    /// <summary>Waits until every event is routed and no delivery is under way, then reads it all.</summary>
    public static async Task<FinalLog> ReadAsync(HostProcess host, string ran, CancellationToken cancellationToken)
    {
        await using var client = await host.ConnectAsync();
        await QuietAsync(client, cancellationToken);
        var events = await AllAsync(client, "event.list", "events");
        var deliveries = await AllAsync(client, "delivery.list", "deliveries");
        var jobs = (await AllAsync(client, "job.list", "jobs")).ToLookup(job => Text(job, "idempotency_key"));
        var runs = (await File.ReadAllLinesAsync(ran, cancellationToken)).ToLookup(line => line);
        return new FinalLog
        {
            EventIds = events.Select(one => Text(one, "id")!).ToHashSet(StringComparer.Ordinal),
            RepeatedKeys = [.. events.Where(one => Text(one, "dedupe_key") is not null).GroupBy(one => (Text(one, "source_id"), Text(one, "dedupe_key"))).Where(group => group.Count() > 1).Select(group => group.Key.ToString())],
            DeliveredEvents = deliveries.Select(one => Text(one, "event_id")!).ToHashSet(StringComparer.Ordinal),
            RepeatedDeliveries = [.. deliveries.GroupBy(one => (Text(one, "event_id"), Text(one, "trigger_id"))).Where(group => group.Count() > 1).Select(group => group.Key.ToString())],
            Unfinished = [.. deliveries.Where(one => _unfinished.Contains(Text(one, "state"))).Select(one => one.ToString())],
            NotSucceeded = [.. deliveries.Where(one => Text(one, "state") != "succeeded").Select(one => one.ToString())],
            JobsPerDelivery = deliveries.ToDictionary(one => Text(one, "id")!, one => jobs[Text(one, "id")].Count(), StringComparer.Ordinal),
            RunsPerDelivery = deliveries.ToDictionary(one => Text(one, "id")!, one => runs[Text(one, "id")!].Count(), StringComparer.Ordinal),
        };
    }

    // The host tells of the ends of deliveries only when asked.
    private static async Task QuietAsync(RpcLineClient client, CancellationToken cancellationToken)
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
        {
            var events = await ResultAsync(client, "event.list", new { limit = 1 });
            var open = await ResultAsync(client, "delivery.list", new { states = _unfinished, limit = 1 });
            var newest = events.GetProperty("events");
            if (open.GetProperty("deliveries").GetArrayLength() == 0 && (newest.GetArrayLength() == 0 || newest[0].GetProperty("routed").GetBoolean()))
            {
                return;
            }
        }
        while (await again.WaitForNextTickAsync(cancellationToken));
    }

    private static async Task<List<JsonElement>> AllAsync(RpcLineClient client, string method, string member)
    {
        List<JsonElement> all = [];
        string? cursor = null;
        do
        {
            var page = await (cursor is null ? ResultAsync(client, method, new { limit = 1000 }) : ResultAsync(client, method, new { limit = 1000, cursor }));
            all.AddRange(page.GetProperty(member).EnumerateArray());
            cursor = Text(page, "next_cursor");
        }
        while (cursor is not null);
        return all;
    }

    private static async Task<JsonElement> ResultAsync(RpcLineClient client, string method, object parameters)
    {
        var answer = await client.CallAsync(method, parameters);
        return answer.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method} was refused: {answer}");
    }

    private static string? Text(JsonElement one, string member) =>
        one.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
