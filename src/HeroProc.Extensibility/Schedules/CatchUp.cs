using System.Text.Json.Serialization;

namespace HeroProc.Extensibility.Schedules;

/// <summary>What happens to occurrences that fell into a downtime.</summary>
public enum CatchUp
{
    /// <summary>The newest one inside the window runs; the others are recorded as missed.</summary>
    [JsonStringEnumMemberName("latest")]
    Latest,

    /// <summary>None runs; all are recorded as missed.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Every one inside the window runs, oldest first.</summary>
    [JsonStringEnumMemberName("all")]
    All,
}
