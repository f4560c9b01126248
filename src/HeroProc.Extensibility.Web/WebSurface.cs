namespace HeroProc.Extensibility.Web;

/// <summary>Where requests come in. Each surface has routes of its own, so that nothing meant for one is reachable on another.</summary>
public enum WebSurface
{
    /// <summary>The TCP address, <c>Host:Url</c>: <c>/hooks</c>, <c>/admin</c>, <c>/health</c>.</summary>
    Tcp,

    /// <summary><c>web_hooks.sock</c>: <c>/hooks</c>, for a router in front.</summary>
    WebHooksSocket,

    /// <summary><c>admin.sock</c>: <c>/admin</c>.</summary>
    AdminSocket,

    /// <summary><c>rpc.sock</c>: beside <c>/rpc</c>, streams and documents for machines.</summary>
    RpcSocket,
}
