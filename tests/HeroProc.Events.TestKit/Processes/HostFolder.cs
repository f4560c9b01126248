namespace HeroProc.Events.TestKit.Processes;

/// <summary>A temporary root with the socket and data folders of one host; deleted on <see cref="Dispose"/>.</summary>
public sealed class HostFolder : IDisposable
{
    /// <summary>Makes a new, empty root. Its path is short, since a socket's path may have 107 bytes.</summary>
    public HostFolder() => Root = Directory.CreateTempSubdirectory("hp-").FullName;

    /// <summary>The root; tests may put files of their own into it.</summary>
    public string Root { get; }

    /// <summary>What <c>PATH_SOCKET</c> is set to.</summary>
    public string SocketRoot => Path.Combine(Root, "s");

    /// <summary>What <c>PATH_VAR</c> is set to.</summary>
    public string VarRoot => Path.Combine(Root, "v");

    /// <summary>The folder of <c>rpc.sock</c> and its neighbours.</summary>
    public string Sockets => Path.Combine(SocketRoot, "hero_proc");

    /// <summary>The host's data folder.</summary>
    public string Data => Path.Combine(VarRoot, "hero_proc");

    /// <summary>The RPC socket.</summary>
    public string RpcSocket => Path.Combine(Sockets, "rpc.sock");

    /// <summary>The webhook socket.</summary>
    public string WebHooksSocket => Path.Combine(Sockets, "web_hooks.sock");

    /// <summary>The admin socket.</summary>
    public string AdminSocket => Path.Combine(Sockets, "admin.sock");

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
