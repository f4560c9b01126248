using System.Text.Json;
using HeroProc.Events.Intake;
using HeroProc.Events.Sources;
using HeroProc.Extensibility.Rpc;
using Microsoft.Extensions.Options;

namespace GreetingExtension;

/// <summary>
/// A kind of source of its own: <c>greeting.clock</c> with <c>{"interval_ms":1000}</c> emits <c>greeting.tick</c> that often.
/// The host keeps, matches and delivers its events like those of any other source.
/// </summary>
internal sealed class ClockSourceType(IOptions<GreetingOptions> options, TimeProvider time) : IEventSourceType
{
    private const string IntervalMember = "interval_ms";
    private const int ShortestMs = 10;
    private const int LongestMs = 86_400_000;

    public string Name => "greeting.clock";

    public IReadOnlyList<FieldError> Check(EventSource source)
    {
        List<FieldError> faults = [];
        if (IntervalOf(source) is null)
        {
            faults.Add(new FieldError($"config.{IntervalMember}", $"Expected a whole number from {ShortestMs} to {LongestMs}."));
        }

        if (source.Config is { ValueKind: JsonValueKind.Object } config)
        {
            faults.AddRange(config.EnumerateObject()
                .Where(static member => member.Name != IntervalMember)
                .Select(static member => new FieldError($"config.{member.Name}", $"Unknown field; known here: {IntervalMember}.")));
        }

        return faults;
    }

    public async Task RunAsync(EventSource source, IEventSink sink, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(IntervalOf(source)!.Value), time);
        var number = 1;
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            var tick = new Tick($"{options.Value.Salutation}!", number);
            var result = await sink.AcceptAsync(
                new NewEvent { Type = "greeting.tick", Payload = JsonSerializer.SerializeToUtf8Bytes(tick, GreetingJson.Default.Tick) }, cancellationToken).ConfigureAwait(false);
            // Anything else means that nothing was kept, an overload for one; the next tick tries the same number again.
            if (result is IntakeResult.Accepted)
            {
                number++;
            }
        }
    }

    private static int? IntervalOf(EventSource source) =>
        source.Config is { ValueKind: JsonValueKind.Object } config
        && config.TryGetProperty(IntervalMember, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var interval)
        && interval is >= ShortestMs and <= LongestMs
            ? interval
            : null;
}

/// <summary>The payload of a tick.</summary>
internal sealed record Tick(string Text, int Number);
