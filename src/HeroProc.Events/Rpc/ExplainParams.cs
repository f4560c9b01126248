using System.Collections.Frozen;
using System.Text.Json;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Rpc;

internal sealed record ExplainParams
{
    public required string EventId { get; init; }

    public required string TriggerId { get; init; }
}

/// <summary>Why a trigger matches an event, or why not.</summary>
internal record ExplainResult
{
    /// <summary>Whether the trigger as it is now matches.</summary>
    public required bool Matched { get; init; }

    /// <summary>Whether the trigger as it was then matched when the event came; absent while the event is not routed.</summary>
    public bool? MatchedThen { get; init; }

    /// <summary>What the clauses do not tell by themselves.</summary>
    public string? Reason { get; init; }

    /// <summary>Every clause of the filter, in its order; a group comes before its parts.</summary>
    public required IReadOnlyList<ClauseDocument> Clauses { get; init; }
}

/// <summary>One clause of a filter, as it stands for one event.</summary>
internal sealed record ClauseDocument
{
    public required string Path { get; init; }

    public required string Operator { get; init; }

    /// <summary>What the filter asks; absent for a group.</summary>
    public JsonElement? Expected { get; init; }

    /// <summary>What the event has, cut to a bound; absent when it has no such field.</summary>
    public JsonElement? Actual { get; init; }

    public required bool Matched { get; init; }

    public string? Note { get; init; }

    public static ClauseDocument Of(ExplainedClause clause) => new()
    {
        Path = clause.Path,
        Operator = clause.Operator,
        Expected = Known(clause.Expected),
        Actual = Known(clause.Actual),
        Matched = clause.Matched,
        Note = clause.Note,
    };

    private static JsonElement? Known(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? null : value;
}

internal sealed record EventTestParams
{
    public required EventTestInput Event { get; init; }

    /// <summary>The one trigger to ask, registered or not; absent asks the enabled triggers of the source.</summary>
    public TriggerInput? Trigger { get; init; }
}

/// <summary>An event as somebody thinks it up.</summary>
internal sealed record EventTestInput
{
    public required string SourceId { get; init; }

    public required string Type { get; init; }

    public JsonElement? Data { get; init; }

    public string? Subject { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public JsonElement? Forge { get; init; }

    /// <summary>When it happened, Unix milliseconds; absent is now.</summary>
    public ulong? Timestamp { get; init; }

    /// <summary>What filters and templates see of it.</summary>
    /// <param name="sourceType">The type of its source.</param>
    /// <param name="now">Now, Unix milliseconds.</param>
    internal EventView ToView(string sourceType, ulong now) => new()
    {
        Id = "test",
        SourceId = SourceId,
        SourceType = sourceType,
        Type = Type,
        Subject = Subject,
        Timestamp = Timestamp ?? now,
        Headers = Lower(Headers),
        Data = Data ?? JsonElement.Parse("null"),
        Forge = Forge is { ValueKind: JsonValueKind.Object } ? Forge : null,
    };

    // As a receiver keeps them; of two that differ in case only, the last counts.
    private static FrozenDictionary<string, string> Lower(IReadOnlyDictionary<string, string>? headers)
    {
        var lower = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in headers ?? FrozenDictionary<string, string>.Empty)
        {
            lower[name.ToLowerInvariant()] = value;
        }

        return lower.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>What an event would do.</summary>
/// <param name="Matches">The triggers it matches, by id.</param>
/// <param name="Explanations">Why each trigger matches or not: the matches first, then those that miss by the fewest clauses.</param>
/// <param name="Truncated">True when there are more triggers than are explained.</param>
internal sealed record EventTestResult(IReadOnlyList<TestMatch> Matches, IReadOnlyList<TestExplanation> Explanations, bool? Truncated);

/// <summary>What one match would run with.</summary>
/// <param name="TriggerId">The trigger.</param>
/// <param name="Inputs">Its inputs, data, payload or params as rendered; absent when it has none or they cannot be rendered.</param>
/// <param name="Error">Why a delivery of it would fail.</param>
internal sealed record TestMatch(string TriggerId, JsonElement? Inputs, string? Error);

/// <summary>Why one trigger matches or not.</summary>
internal sealed record TestExplanation : ExplainResult
{
    public required string TriggerId { get; init; }

    /// <summary>How many clauses at the top of the filter are false.</summary>
    public required int FalseClauses { get; init; }
}

internal sealed record BacktestParams
{
    public required TriggerInput Trigger { get; init; }

    public ulong? Since { get; init; }

    public ulong? Until { get; init; }

    /// <summary>The most events to ask about, the newest first; 1 to 100000, default 10000.</summary>
    public int? Limit { get; init; }
}

/// <summary>What a trigger would have matched.</summary>
internal sealed record BacktestResult
{
    /// <summary>Events asked about.</summary>
    public required int Evaluated { get; init; }

    /// <summary>How many of them match.</summary>
    public required int Matched { get; init; }

    /// <summary>The newest of those that match.</summary>
    public required IReadOnlyList<string> EventIds { get; init; }

    /// <summary>How that differs from the registered trigger of the same id as it is now; absent when there is none.</summary>
    public BacktestDifference? DiffersFromCurrent { get; init; }

    /// <summary>Events passed over because their record is damaged; absent when there are none.</summary>
    public int? Unreadable { get; init; }

    /// <summary>True when the limit or the time for one call ended it before the range did.</summary>
    public bool? Truncated { get; init; }
}

/// <summary>Events that only one of two triggers matches, the newest of each.</summary>
/// <param name="Gained">Matched by the one asked about and not by the registered one.</param>
/// <param name="Lost">Matched by the registered one and not by the one asked about.</param>
internal sealed record BacktestDifference(IReadOnlyList<string> Gained, IReadOnlyList<string> Lost);
