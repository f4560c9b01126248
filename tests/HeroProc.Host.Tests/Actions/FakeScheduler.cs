using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;

namespace HeroProc.Host.Tests.Actions;

/// <summary>A scheduler that takes any policy but one without cron.</summary>
internal sealed class FakeScheduler : IScheduler
{
    public Dictionary<string, SchedulePolicy> Set { get; } = [];

    public IReadOnlyList<FieldError> Check(SchedulePolicy policy) => policy.Cron is null ? [new FieldError("cron", "is missing")] : [];

    public ValueTask<RpcError?> SetAsync(string scheduleId, SchedulePolicy policy, CancellationToken cancellationToken)
    {
        Set[scheduleId] = policy;
        return new((RpcError?)null);
    }

    public ValueTask<RpcError?> RemoveAsync(string scheduleId, CancellationToken cancellationToken)
    {
        Set.Remove(scheduleId);
        return new((RpcError?)null);
    }
}
