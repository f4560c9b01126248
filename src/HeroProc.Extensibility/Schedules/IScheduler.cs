using HeroProc.Extensibility.Rpc;

namespace HeroProc.Extensibility.Schedules;

/// <summary>The host's scheduler. An extension sets schedules of its own beside those of scheduled actions. Thread-safe.</summary>
public interface IScheduler
{
    /// <summary>
    /// Checks a policy without storing anything: unknown zone, bad or never-firing cron, both or neither of cron and interval.
    /// </summary>
    IReadOnlyList<FieldError> Check(SchedulePolicy policy);

    /// <summary>Sets or replaces the schedule of this id. Durable when it returns; firings go to the matching <see cref="IScheduleTarget"/>.</summary>
    /// <param name="scheduleId">Unique among all owners: <c>&lt;owner&gt;:&lt;name&gt;</c>.</param>
    /// <param name="policy">When it fires.</param>
    /// <param name="cancellationToken">Ends the wait before the change is durable.</param>
    ValueTask<RpcError?> SetAsync(string scheduleId, SchedulePolicy policy, CancellationToken cancellationToken);

    /// <summary>Removes a schedule; one that is not there is no error.</summary>
    ValueTask<RpcError?> RemoveAsync(string scheduleId, CancellationToken cancellationToken);
}
