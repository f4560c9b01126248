using System.Text.Json.Serialization;

namespace HeroProc.Host.Schedules.Planning;

/// <summary>Why an occurrence did not run. The names are on disk and on the wire.</summary>
internal enum MissedReason
{
    /// <summary>An earlier one still ran, or one more waited already.</summary>
    [JsonStringEnumMemberName("overlap")]
    Overlap,

    /// <summary>As many as <c>nr_of_instances</c> allows ran already.</summary>
    [JsonStringEnumMemberName("instances")]
    Instances,

    /// <summary>Too many waited already.</summary>
    [JsonStringEnumMemberName("buffer_full")]
    BufferFull,

    /// <summary>The schedule was paused.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>It was overdue, and the catch-up policy does not make it up.</summary>
    [JsonStringEnumMemberName("catch_up")]
    CatchUp,

    /// <summary>It was overdue by more than <c>catch_up_window_ms</c>.</summary>
    [JsonStringEnumMemberName("window")]
    Window,

    /// <summary>What it should have started could not be started, and cannot be later.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}
