namespace HeroProc.Events.Matching;

/// <summary>The names of the view's fields, as filters and templates write them.</summary>
internal static class EventFields
{
    public const string Id = "id";
    public const string SourceId = "source_id";
    public const string SourceType = "source_type";
    public const string Type = "type";
    public const string Subject = "subject";
    public const string Timestamp = "timestamp";
    public const string Headers = "headers";
    public const string Data = "data";
    public const string Forge = "forge";
    public const string Hop = "hop";
    public const string CorrelationId = "correlation_id";
    public const string CausationId = "causation_id";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All =
        [Id, SourceId, SourceType, Type, Subject, Timestamp, Headers, Data, Forge, Hop, CorrelationId, CausationId];
}
