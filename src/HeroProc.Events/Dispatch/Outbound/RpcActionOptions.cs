namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>Settings of actions of kind <c>rpc</c>. Section <c>HeroProc.Events:Rpc</c>.</summary>
public sealed class RpcActionOptions
{
    /// <summary>Absolute paths of sockets outside <c>$PATH_SOCKET</c> that may be called; default none.</summary>
    public IList<string> AllowedSockets { get; } = [];
}
