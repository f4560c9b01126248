namespace HeroProc.Extensibility.Loading;

/// <summary>Where the host keeps its files. All paths are absolute; the folders exist with mode 0700.</summary>
/// <param name="DataRoot"><c>$PATH_VAR/hero_proc</c>. An extension keeps its data in a folder of its own below it.</param>
/// <param name="SocketFolder"><c>$PATH_SOCKET/hero_proc</c>, holding <c>rpc.sock</c> and its neighbours (mode 0600).</param>
/// <param name="SocketRoot"><c>$PATH_SOCKET</c>, where the other hero services have their folders.</param>
public sealed record HeroPaths(string DataRoot, string SocketFolder, string SocketRoot);
