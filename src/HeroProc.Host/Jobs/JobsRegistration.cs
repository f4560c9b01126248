using System.Security.Cryptography;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Loading;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Workflows;
using HeroProc.Host.Actions;
using HeroProc.Host.Jobs.Output;
using HeroProc.Host.Jobs.Queue;
using HeroProc.Host.Jobs.Records;
using HeroProc.Host.Jobs.Retention;
using HeroProc.Host.Jobs.Rpc;
using HeroProc.Host.Jobs.Running;
using HeroProc.Journal;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HeroProc.Host.Jobs;

/// <summary>Registers the job queue. Needs <see cref="HeroPaths"/> and a <see cref="TimeProvider"/> in the container.</summary>
internal static class JobsRegistration
{
    /// <summary>Adds queue, workflow starter and the job methods, and the actions they run. Safe to call twice and in any order.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(static service => service.ServiceType == typeof(JobsService)))
        {
            return services;
        }

        services.AddActions();
        services.AddSingleton(new KnownSettings(JobsOptions.Section, typeof(JobsOptions)));
        services.AddOptions<JobsOptions>().BindConfiguration(JobsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<JobsOptions>, JobsOptionsValidator>();
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<JobsOptions>>().Value);

        services.AddSingleton(static provider => new JobFolders(Path.Combine(Root(provider), "work")));
        services.AddSingleton(static provider => new Ledger(
            new FileJournalDisk(Path.Combine(Root(provider), "journal")),
            provider.GetRequiredService<JobsOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Ledger>>()));
        services.AddSingleton(static provider => new JobIds(provider.GetRequiredService<TimeProvider>(), RandomNumberGenerator.Fill));
        services.AddSingleton(static _ => new RetryDelay(static () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue));
        services.AddSingleton(static provider => new JobObservers(provider.GetServices<IJobObserver>, provider.GetRequiredService<ILogger<JobObservers>>()));
        services.AddSingleton<IAttemptLauncher>(static provider => new ProcessLauncher(
            provider.GetRequiredService<JobFolders>(),
            provider.GetRequiredService<JobsOptions>(),
            AttemptEnvironment.Base(Environment.GetEnvironmentVariables()),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ProcessLauncher>>()));
        services.AddSingleton<JobTable>();
        services.AddSingleton<JobLedger>();
        services.AddSingleton<AttemptRun>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobTidier>();
        services.AddSingleton<JobRequestCheck>();
        services.AddSingleton<JobOutput>();
        services.AddSingleton<JobsService>();
        services.AddHostedService(static provider => provider.GetRequiredService<JobsService>());

        services.TryAddSingleton<IJobQueue, JobQueue>();
        services.TryAddSingleton<IWorkflowStarter, ActionWorkflowStarter>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRpcModule, JobRpcModule>());
        return services;
    }

    private static string Root(IServiceProvider provider) => Path.Combine(provider.GetRequiredService<HeroPaths>().DataRoot, "jobs");
}
