using System.Net;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Dispatch;
using HeroProc.Events.Dispatch.Actions;
using HeroProc.Events.Dispatch.Outbound;
using HeroProc.Events.Hosting;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Mapping;
using HeroProc.Events.Registration;
using HeroProc.Events.Retention;
using HeroProc.Events.Rpc;
using HeroProc.Events.Sources;
using HeroProc.Events.Sources.Cron;
using HeroProc.Events.Sources.Webhook;
using HeroProc.Events.Store;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Loading;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

[assembly: ExtensionModule(typeof(EventsModule))]

namespace HeroProc.Events.Hosting;

/// <summary>Registers the extension's parts with the host, in the order an event travels.</summary>
internal sealed class EventsModule : IHeroProcExtension
{
    /// <inheritdoc/>
    public void Configure(ExtensionContext context)
    {
        var services = context.Services;
        AddOptions(services, context.Configuration);
        AddSources(services);
        AddJournalAndStore(services, context.Paths);
        AddDispatch(services, context.Paths);
        AddRpc(services);
        AddUpkeep(services);
        services.AddSingleton<RecentKeys>();
        services.AddSingleton<Recovery>();
        services.AddSingleton<EventsHostParts>();
        services.AddSingleton<EventsHost>();
        services.AddHostedService(static provider => provider.GetRequiredService<EventsHost>());
    }

    private static void AddOptions(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EventsOptions>().Bind(configuration.GetSection(EventsOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EventsOptions>, EventsOptionsValidator>();
        services.AddSingleton(new KnownSettings(EventsOptions.Section, typeof(EventsOptions)));
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<EventsOptions>>().Value.Intake);
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<EventsOptions>>().Value.Dispatch);
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<EventsOptions>>().Value.Retention);
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<EventsOptions>>().Value.Backup);
        services.AddSingleton(static provider => IdGenerator.FromSystem(provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddSources(IServiceCollection services)
    {
        services.AddSingleton<SourceTypes>();
        services.AddSingleton<IEventSourceType, ManualSourceType>();
        services.AddSingleton<IEventSourceType, WebhookSourceType>();
        CronRegistration.Add(services);
        services.AddSingleton<SourceRunner>();
        services.AddSingleton<WebhookDirectory>();
        services.AddSingleton(static provider => new WebhookActionType(
            provider.GetRequiredService<Registrar>(), provider.GetRequiredService<Catalog>(), provider.GetRequiredService<IActionRegistry>,
            provider.GetRequiredService<ILogger<WebhookActionType>>()));
        services.AddSingleton<IActionType>(static provider => provider.GetRequiredService<WebhookActionType>());
        services.AddSingleton<EventIntake>();
    }

    private static void AddJournalAndStore(IServiceCollection services, HeroPaths paths)
    {
        services.AddSingleton(new EventFolders(Path.Combine(paths.DataRoot, "events")));
        services.AddSingleton<FactLog>();
        services.AddSingleton<StoreFeeder>();
        services.AddSingleton<EventWalk>();
        services.AddSingleton<Catalog>();
        services.AddSingleton<Registrar>();
        services.AddSingleton<SourceDirectory>();
        services.AddSingleton<WebhookPaths>();
        services.AddSingleton<TriggerDirectory>();
        // The directories come before the engine, which looks triggers up in them.
        services.AddSingleton<ICatalogObserver>(static provider => provider.GetRequiredService<SourceDirectory>());
        services.AddSingleton<ICatalogObserver>(static provider => provider.GetRequiredService<TriggerDirectory>());
        services.AddSingleton<ICatalogObserver>(static provider => provider.GetRequiredService<WebhookPaths>());
        services.AddSingleton<ICatalogObserver>(static provider => provider.GetRequiredService<WebhookDirectory>());
        services.AddSingleton<ICatalogObserver>(static provider => provider.GetRequiredService<SourceRunner>());
        services.AddSingleton<ICatalogObserver>(static provider => provider.GetRequiredService<DeliveryEngine>());
    }

    private static void AddDispatch(IServiceCollection services, HeroPaths paths)
    {
        services.AddSingleton<BusinessKeys>();
        services.AddSingleton<DeliveryPlanner>();
        services.AddSingleton<RoutingLoop>();
        services.AddSingleton<IRoutingProgress>(static provider => provider.GetRequiredService<RoutingLoop>());
        services.AddSingleton<DeliveryLedger>();
#pragma warning disable RS0030 // Chance enters here, where the parts are put together; RetryDelay takes it as a function.
        services.AddSingleton(new RetryDelay(Random.Shared.NextDouble));
#pragma warning restore RS0030
        services.AddSingleton<InputSchemas>();
        services.AddSingleton<AttemptRunner>();
        services.AddSingleton<IActionExecutor, JobActionExecutor>();
        services.AddSingleton<IActionExecutor, WorkflowActionExecutor>();
        services.AddSingleton<IActionExecutor, EmitActionExecutor>();
        services.AddSingleton(static provider => new OutboundConnector(
            static (host, token) => Dns.GetHostAddressesAsync(host, token), provider.GetRequiredService<IOptions<EventsOptions>>().Value.Notify.AllowPrivateNetworks));
        services.AddSingleton<NotifyClient>();
        services.AddSingleton<HostBreakers>();
        // A host without a secret store knows no secret:NAME; literal secrets still work.
        services.AddSingleton<IActionExecutor>(static provider => new NotifyActionExecutor(
            provider.GetRequiredService<NotifyClient>(), provider.GetRequiredService<HostBreakers>(), provider.GetService<ISecretStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new ServiceSockets(paths.SocketRoot));
        services.AddSingleton<IActionExecutor>(static provider => new RpcActionExecutor(
            provider.GetRequiredService<ServiceSockets>(), provider.GetRequiredService<IOptions<EventsOptions>>().Value.Rpc, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<DeliveryEngine>();
        services.AddSingleton<ReplayPlanner>();
        services.AddSingleton<Replayer>();
        services.AddSingleton<IJobObserver>(static provider => new JobEnds(provider.GetRequiredService<DeliveryEngine>));
    }

    private static void AddUpkeep(IServiceCollection services)
    {
        services.AddSingleton(static provider => new RetentionPass(
            provider.GetRequiredService<StoreFeeder>(),
            provider.GetRequiredService<IEventStore>(),
            provider.GetRequiredService<FactLog>(),
            PassedSeq(provider.GetRequiredService<RoutingLoop>()),
            provider.GetRequiredService<IntakeOptions>(),
            provider.GetRequiredService<RetentionOptions>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RetentionLoop>();
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<BackupLoop>(provider, provider.GetRequiredService<EventFolders>().Backup));

        static Func<long> PassedSeq(RoutingLoop routing) => () => routing.PassedSeq;
    }

    private static void AddRpc(IServiceCollection services)
    {
        services.AddSingleton<IRpcModule, EventMethods>();
        services.AddSingleton<IRpcModule, LogMethods>();
        services.AddSingleton<IRpcModule, SourceMethods>();
        services.AddSingleton<IRpcModule, TriggerMethods>();
        services.AddSingleton<IRpcModule, DeliveryMethods>();
        services.AddSingleton<TriggerTest>();
        services.AddSingleton<Backtest>();
        services.AddSingleton<IRpcModule, ReplayMethods>();
        services.AddSingleton<IRpcModule, ExplainMethods>();
        services.AddSingleton<IRpcModule, StatsMethods>();
        services.AddSingleton<EventTail>();
        services.AddSingleton<SubscriptionHub>();
        services.AddSingleton<IRpcModule, SubscribeMethods>();
    }
}
