namespace HeroProc.Extensibility.Rpc;

/// <summary>A set of methods. Register it as a singleton of this type; the host asks once, at start.</summary>
public interface IRpcModule
{
    /// <summary>The methods. A name that two modules offer stops the start of the host.</summary>
    IReadOnlyList<RpcMethod> Methods { get; }
}
