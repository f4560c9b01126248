using System.Text.Json.Serialization;

namespace HeroProc.Events.Deliveries;

/// <summary>Where a delivery stands. The last four are ends.</summary>
public enum DeliveryState
{
    /// <summary>Its source is held; a person releases or discards it.</summary>
    [JsonStringEnumMemberName("held")]
    Held,

    /// <summary>It may start when its trigger's policy lets it.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>Its job, call or request is under way.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>An attempt failed; the next one has its time.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>Done.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded,

    /// <summary>Given up; a person may retry or discard it.</summary>
    [JsonStringEnumMemberName("dead")]
    Dead,

    /// <summary>Not run, by policy; the reason says which.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,

    /// <summary>Not run, by a person.</summary>
    [JsonStringEnumMemberName("discarded")]
    Discarded,
}
