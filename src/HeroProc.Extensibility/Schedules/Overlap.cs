using System.Text.Json.Serialization;

namespace HeroProc.Extensibility.Schedules;

/// <summary>What happens when the next one is due while an earlier one of the same kind still runs.</summary>
public enum Overlap
{
    /// <summary>The next one is not run, and is recorded as skipped.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,

    /// <summary>They run side by side.</summary>
    [JsonStringEnumMemberName("allow_all")]
    AllowAll,

    /// <summary>One waits; a further one is skipped.</summary>
    [JsonStringEnumMemberName("buffer_one")]
    BufferOne,

    /// <summary>All wait, in order.</summary>
    [JsonStringEnumMemberName("buffer_all")]
    BufferAll,

    /// <summary>The running one is cancelled and the next one starts.</summary>
    [JsonStringEnumMemberName("cancel_other")]
    CancelOther,
}
