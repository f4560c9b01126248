using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Discovery;
using HeroProc.Host.Rpc.Dispatch;
using HeroProc.Host.Rpc.Http;
using HeroProc.Host.Rpc.Messages;
using HeroProc.Host.Rpc.Newline;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HeroProc.Host.Rpc;

/// <summary>Registers the RPC server.</summary>
internal static class RpcServiceCollectionExtensions
{
    /// <summary>
    /// Registers the RPC server for the methods of every <see cref="IRpcModule"/>, and <c>system.ping</c> and
    /// <c>rpc.discover</c>. Safe to call twice. Serve it with <see cref="RpcListenExtensions.UseRpcTransport"/> on the
    /// socket and <see cref="RpcEndpoints.MapRpc"/> among the endpoints.
    /// </summary>
    public static IServiceCollection AddRpcServer(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<RpcOptions>().BindConfiguration(RpcOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RpcOptions>, RpcOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRpcModule, SystemRpc>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RpcStart>());
        services.TryAddSingleton<MethodTable>();
        services.TryAddSingleton<MessageParser>();
        services.TryAddSingleton<CallLoad>();
        services.TryAddSingleton<FaultIds>();
        services.TryAddSingleton<MethodRunner>();
        services.TryAddSingleton<NewlineServices>();
        services.TryAddSingleton<RpcTransport>();
        services.TryAddSingleton<HttpCalls>();
        services.TryAddSingleton<HttpRpc>();
        services.TryAddSingleton<HostVersion>();
        services.TryAddSingleton<OpenRpcDocument>();
        services.TryAddSingleton(static provider => new Lazy<OpenRpcDocument>(provider.GetRequiredService<OpenRpcDocument>));
        return services;
    }
}
