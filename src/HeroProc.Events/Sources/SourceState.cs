using System.Text.Json.Serialization;

namespace HeroProc.Events.Sources;

/// <summary>What happens with the events of a source.</summary>
public enum SourceState
{
    /// <summary>Events are taken and their deliveries run.</summary>
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>Events are taken and stored; their deliveries wait as <c>held</c> until a person releases or discards them.</summary>
    [JsonStringEnumMemberName("held")]
    Held,

    /// <summary>No events are taken; a webhook answers 404.</summary>
    [JsonStringEnumMemberName("disabled")]
    Disabled,
}
