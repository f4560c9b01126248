using HeroProc.Host.Rpc.Dispatch;
using HeroProc.Host.Rpc.Messages;
using Microsoft.Extensions.Options;

namespace HeroProc.Host.Rpc.Newline;

/// <summary>What all newline connections share.</summary>
internal sealed class NewlineServices(MethodTable methods, MethodRunner runner, MessageParser parser, IOptions<RpcOptions> options, TimeProvider time, ILogger<NewlineConnection> logger)
{
    public MethodTable Methods => methods;

    public MethodRunner Runner => runner;

    public MessageParser Parser => parser;

    public RpcOptions Options => options.Value;

    public TimeProvider Time => time;

    public ILogger Logger => logger;
}
