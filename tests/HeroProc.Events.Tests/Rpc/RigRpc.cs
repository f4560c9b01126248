using System.Text.Json;
using HeroProc.Events.Rpc;
using HeroProc.Events.TestKit;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Tests.Rpc;

/// <summary>Calls the methods of a rig as the host does, in JSON.</summary>
internal static class RigRpc
{
    public static async Task<(JsonElement Result, RpcError? Error)> CallAsync(this EventsRig rig, string name, string parameters)
    {
        var life = rig.Life;
        IRpcModule[] modules =
        [
            new EventMethods(life.Registrar, life.Intake, life.Ids),
            new LogMethods(life.Feeder, life.Log),
            new SourceMethods(life.Registrar, life.Catalog, life.Types, life.Ids),
            new TriggerMethods(life.Registrar, life.Catalog, life.Ids),
            new DeliveryMethods(life.Feeder, life.Engine),
        ];
        var method = modules.SelectMany(static module => module.Methods).Single(method => method.Info.Name == name);
        var bound = JsonSerializer.Deserialize(parameters, method.ParamsType)!;
        var result = await method.InvokeAsync(bound, new RpcCall(null, CancellationToken.None), CancellationToken.None);
        return (result.Succeeded ? JsonSerializer.SerializeToElement(result.Value, method.ResultType) : default, result.Error);
    }
}
