using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HeroProc.Host.Actions;

/// <summary>Registers the actions. Needs <c>AddJobs</c> too, which keeps their journal.</summary>
internal static class ActionsRegistration
{
    /// <summary>Adds the action registry and its methods. Safe to call twice and in any order.</summary>
    public static IServiceCollection AddActions(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(static provider => new ActionTypes(provider.GetServices<IActionType>, provider.GetService<IScheduler>));
        services.TryAddSingleton<ActionSpecCheck>();
        services.TryAddSingleton<ActionRegistry>();
        services.TryAddSingleton<IActionRegistry>(static provider => provider.GetRequiredService<ActionRegistry>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRpcModule, ActionRpcModule>());
        return services;
    }
}
