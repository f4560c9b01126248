using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Loading;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Schedules.Records;
using HeroProc.Host.Schedules.Rpc;
using HeroProc.Host.Schedules.Running;
using HeroProc.Journal;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HeroProc.Host.Schedules;

/// <summary>Registers the scheduler. Call it after <c>AddJobs</c>: schedules begin to fire once jobs run.</summary>
internal static class SchedulesRegistration
{
    private const long SegmentBytes = 4L * 1024 * 1024;

    /// <summary>Adds the scheduler, scheduled actions and the schedule methods. Safe to call twice.</summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(static service => service.ServiceType == typeof(ScheduleEngine)))
        {
            return services;
        }

        services.AddSingleton(static provider => new ScheduleLedger(
            new FileJournalDisk(Path.Combine(provider.GetRequiredService<HeroPaths>().DataRoot, "schedules")),
            SegmentBytes,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ScheduleLedger>>()));
        services.AddSingleton(static provider => new FiringCaller(
            provider.GetServices<IScheduleTarget>,
            provider.GetServices<IScheduleObserver>,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FiringCaller>>()));
        services.AddSingleton<ScheduleEngine>();
        services.AddSingleton<Scheduler>();
        services.AddSingleton<IScheduler>(static provider => provider.GetRequiredService<Scheduler>());
        services.AddSingleton<IScheduleTarget, ActionScheduleTarget>();
        services.AddSingleton<IJobObserver, ScheduleJobWatch>();
        services.AddHostedService<SchedulesService>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRpcModule, ScheduleRpcModule>());
        return services;
    }
}
