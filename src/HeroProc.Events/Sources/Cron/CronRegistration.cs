using HeroProc.Events.Registration;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Schedules;
using Microsoft.Extensions.DependencyInjection;

namespace HeroProc.Events.Sources.Cron;

/// <summary>Registers the cron sources.</summary>
internal static class CronRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(static provider => new CronSourceType(
            provider.GetService<IScheduler>,
            provider.GetService<IActionRegistry>,
            provider.GetRequiredService<Catalog>,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IEventSourceType>(static provider => provider.GetRequiredService<CronSourceType>());
        services.AddSingleton<IScheduleTarget, CronScheduleTarget>();
        services.AddSingleton<IScheduleObserver, CronActionObserver>();
    }
}
