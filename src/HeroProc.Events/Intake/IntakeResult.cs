using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Intake;

/// <summary>How the offer of an event ended. A closed set.</summary>
public abstract record IntakeResult
{
    private IntakeResult()
    {
    }

    /// <summary>It is kept, now or since an earlier time.</summary>
    /// <param name="EventId">Its id; that of the earlier one for a duplicate.</param>
    /// <param name="Duplicate">True when it was known already; nothing runs again.</param>
    public sealed record Accepted(string EventId, bool Duplicate) : IntakeResult;

    /// <summary>It is not what an event must be.</summary>
    /// <param name="Errors">All faults, with paths in the names of <c>event.emit</c>.</param>
    public sealed record Invalid(IReadOnlyList<FieldError> Errors) : IntakeResult;

    /// <summary>Its id belongs to an event with other content.</summary>
    /// <param name="EventId">The id.</param>
    public sealed record Conflict(string EventId) : IntakeResult;

    /// <summary>There is no such source.</summary>
    /// <param name="SourceId">The id asked for.</param>
    public sealed record NoSuchSource(string SourceId) : IntakeResult;

    /// <summary>The source takes no events now.</summary>
    /// <param name="SourceId">The source.</param>
    public sealed record SourceDisabled(string SourceId) : IntakeResult;

    /// <summary>It is larger than the limit, in bytes.</summary>
    /// <param name="Limit">The limit.</param>
    public sealed record TooLarge(long Limit) : IntakeResult;

    /// <summary>Too much is under way; nothing was kept.</summary>
    /// <param name="RetryAfter">When to try again.</param>
    public sealed record Overloaded(TimeSpan RetryAfter) : IntakeResult;

    /// <summary>The disk takes no writes; nothing was kept.</summary>
    /// <param name="Reason">Why, in a word such as <c>DiskFull</c>.</param>
    public sealed record StorageUnavailable(string Reason) : IntakeResult;
}
