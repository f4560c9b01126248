using System.Text.Json;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Tests.Matching;

/// <summary>Compiles patterns a test knows to be sound, and lists the faults of those it knows not to be.</summary>
internal static class Patterns
{
    public static EventPattern Sound(string json) => Sound(JsonElement.Parse(json));

    public static EventPattern Sound(JsonElement json) => EventPattern.Compile(json) switch
    {
        PatternResult.Compiled compiled => compiled.Pattern,
        PatternResult.Refused refused => throw new AssertionException($"Refused: {string.Join("; ", refused.Faults)}\n{json}"),
        var other => throw new AssertionException($"Neither compiled nor refused: {other}"),
    };

    public static IReadOnlyList<PatternFault> Faults(string json) => Faults(JsonElement.Parse(json));

    public static IReadOnlyList<PatternFault> Faults(JsonElement json) =>
        EventPattern.Compile(json) is PatternResult.Refused refused ? refused.Faults : [];
}
