using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Binding;

namespace HeroProc.Host.Rpc.Dispatch;

/// <summary>One method, ready to be called.</summary>
/// <param name="Method">The method.</param>
/// <param name="Binder">Checks and binds its params.</param>
/// <param name="OfferedBy">The module, for the messages of a failing start.</param>
internal sealed record MethodEntry(RpcMethod Method, ParamsBinder Binder, string OfferedBy)
{
    /// <summary>The dotted name.</summary>
    public string Name => Method.Info.Name;

    /// <summary>The snake_case name it answers to as well.</summary>
    public string Alias => Method.Info.Name.Replace('.', '_');
}
