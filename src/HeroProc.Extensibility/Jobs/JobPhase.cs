using System.Text.Json.Serialization;

namespace HeroProc.Extensibility.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobPhase
{
    /// <summary>Stored, waiting for its turn or for its next attempt.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>Its process runs.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Ended with exit code 0.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded,

    /// <summary>Its last attempt ended with another exit code, by a signal, or could not be started.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Stopped by a person or a policy.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>Its last attempt was stopped at its <c>timeout_ms</c>.</summary>
    [JsonStringEnumMemberName("timed_out")]
    TimedOut,
}
