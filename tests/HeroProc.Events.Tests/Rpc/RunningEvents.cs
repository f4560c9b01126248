using System.Text.Json;
using HeroProc.Events.Hosting;
using HeroProc.Events.Store;
using HeroProc.Events.TestKit.Store;
using HeroProc.Events.Tests.Sources.Webhook;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Loading;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;
using HeroProc.Extensibility.Secrets;
using HeroProc.Extensibility.Workflows;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace HeroProc.Events.Tests.Rpc;

/// <summary>The whole extension, running on a folder of its own, with an index in memory and a job queue that is a fake.</summary>
internal sealed class RunningEvents : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ServiceProvider _services;
    private readonly Dictionary<string, RpcMethod> _methods;
    private readonly EventsHost _host;

    private RunningEvents(string folder, FakeTimeProvider time)
    {
        _folder = folder;
        Time = time;
        var services = new ServiceCollection();
        new EventsModule().Configure(new ExtensionContext(
            services, new ConfigurationBuilder().Build(), new HeroPaths(folder, folder, folder)));
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IEventStore>(new MemoryEventStore());
        services.AddSingleton<IJobQueue>(Jobs);
        services.AddSingleton<IActionRegistry>(Actions);
        services.AddSingleton<ISecretStore>(Secrets);
        services.AddSingleton(new HeroPaths(folder, folder, folder));
        services.AddSingleton(Mock.Of<IWorkflowStarter>());
        services.AddSingleton(Mock.Of<IScheduler>());
        services.AddSingleton(Mock.Of<IHostApplicationLifetime>());
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        _methods = _services.GetServices<IRpcModule>().SelectMany(static module => module.Methods).ToDictionary(static method => method.Info.Name, StringComparer.Ordinal);
        _host = _services.GetRequiredService<EventsHost>();
    }

    public FakeTimeProvider Time { get; }

    public FakeJobQueue Jobs { get; } = new();

    public FakeActions Actions { get; } = new();

    public FakeSecretStore Secrets { get; } = new();

    public IEnumerable<RpcMethod> Methods => _methods.Values;

    public static async Task<RunningEvents> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("heroproc-events-").FullName;
        return await StartAsync(folder, new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000)), cancellationToken);
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Stops, and starts anew on the same folder with an index that is empty.</summary>
    public async Task<RunningEvents> RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        return await StartAsync(_folder, Time, cancellationToken);
    }

    /// <summary>Calls a method with params as JSON and gives the answer as JSON.</summary>
    public async Task<JsonElement> CallAsync(string method, string parameters, CancellationToken cancellationToken, RpcCall? call = null)
    {
        var result = await TryAsync(method, parameters, call, cancellationToken);
        Assert.That(result.Error, Is.Null, method);
        return JsonSerializer.SerializeToElement(result.Value!, _methods[method].ResultType);
    }

    /// <summary>Calls a method that is expected to refuse.</summary>
    public async Task<RpcError> RefusalAsync(string method, string parameters, CancellationToken cancellationToken, RpcCall? call = null)
    {
        var result = await TryAsync(method, parameters, call, cancellationToken);
        Assert.That(result.Error, Is.Not.Null, method);
        return result.Error!;
    }

    /// <summary>Emits an event and waits until it was offered to the triggers.</summary>
    public async Task<string> EmitAsync(string parameters, CancellationToken cancellationToken)
    {
        var id = (await CallAsync("event.emit", parameters, cancellationToken)).GetProperty("event_id").GetString()!;
        await Get<HeroProc.Events.Dispatch.RoutingLoop>().WaitUntilPassedAsync(Get<HeroProc.Events.Journal.FactLog>().DurableSeq, cancellationToken);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<RunningEvents> StartAsync(string folder, FakeTimeProvider time, CancellationToken cancellationToken)
    {
        var running = new RunningEvents(folder, time);
        foreach (var observer in running._services.GetServices<IJobObserver>())
        {
            running.Jobs.Observers.Add(observer);
        }

        await running._host.StartAsync(cancellationToken);
        return running;
    }

    private async Task StopAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private async Task<RpcResult<object>> TryAsync(string method, string parameters, RpcCall? call, CancellationToken cancellationToken)
    {
        var known = _methods[method];
        var bound = JsonSerializer.Deserialize(parameters, known.ParamsType)!;
        return await known.InvokeAsync(bound, call ?? new RpcCall(null, CancellationToken.None), cancellationToken);
    }
}
