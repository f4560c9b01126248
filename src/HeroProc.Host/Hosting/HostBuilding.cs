using HeroProc.Extensibility.Loading;
using HeroProc.Host.Extensions;
using HeroProc.Host.Jobs;
using HeroProc.Host.Rpc;
using HeroProc.Host.Schedules;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Console;

namespace HeroProc.Host.Hosting;

/// <summary>Puts the host's parts and the extensions' together. What is not registered here or by an extension does not exist.</summary>
internal static class HostBuilding
{
    /// <summary>What section <c>Host</c> may hold.</summary>
    public static KnownSettings OwnSettings { get; } = new(HostOptions.Section, typeof(HostOptions));

    /// <summary>The host's version, without build data.</summary>
    public static string Version { get; } = typeof(HostBuilding).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public static StartStep<WebApplication> Build(IConfigurationRoot configuration, HostOptions options, HostFolders folders, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "hero_proc",
            ContentRootPath = AppContext.BaseDirectory,
        });

        // In place of the builder's own: a configuration chained into that one would lose its empty values.
        builder.Services.AddSingleton<IConfiguration>(configuration);
        AddLogging(builder.Logging, configuration);
        AddServer(builder, configuration, options, folders);
        AddHostParts(builder.Services, options, folders, time);

        var loader = new ExtensionLoader(new SharedAssemblies());
        var extensions = loader.Load(options.Extensions, new ExtensionContext(builder.Services, configuration, folders.Paths));
        if (extensions.Value is null)
        {
            return StartStep<WebApplication>.Refused(extensions.Faults);
        }

        KnownSettings[] known = [.. builder.Services.Select(service => service.ImplementationInstance).OfType<KnownSettings>()];
        var faults = new SettingsCheck(known).Run(configuration);
        return faults.Count > 0 ? StartStep<WebApplication>.Refused(faults) : StartStep<WebApplication>.Done(builder.Build());
    }

    private static void AddHostParts(IServiceCollection services, HostOptions options, HostFolders folders, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddSingleton(folders.Paths);
        services.AddSingleton(OwnSettings);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options));
        services.AddSingleton<IHostLifetime, SignalLifetime>();
        services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        services.AddHealthChecks();
        services.AddRpcServer();
        services.AddSingleton(new KnownSettings(RpcOptions.Section, typeof(RpcOptions)));
        services.AddJobs();
        services.AddSchedules();
    }

    private static void AddServer(WebApplicationBuilder builder, IConfiguration configuration, HostOptions options, HostFolders folders)
    {
        var address = ListenUrl.TryParse(options.Url, out _)!;
        builder.WebHost.UseKestrelCore();
        DrainingServer.Register(builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel => SurfaceListeners.Configure(kestrel, options, address, folders));
        builder.Services.Configure<SocketTransportOptions>(SurfaceListeners.Configure);
        builder.Services.AddRouting();
        builder.Services.AddHostFiltering(filter =>
        {
            var allowed = configuration["AllowedHosts"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            filter.AllowedHosts = allowed is { Length: > 0 } ? allowed : ["*"];
        });
        builder.Host.UseDefaultServiceProvider(provider =>
        {
            provider.ValidateOnBuild = true;
            provider.ValidateScopes = true;
        });
    }

    private static void AddLogging(ILoggingBuilder logging, IConfiguration configuration)
    {
        // Standard output belongs to the ready line alone.
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = LineLogFormatter.FormatterName;
        });
        logging.AddConsoleFormatter<LineLogFormatter, ConsoleFormatterOptions>();
    }
}
