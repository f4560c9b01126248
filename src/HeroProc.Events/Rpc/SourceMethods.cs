using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using HeroProc.Events.Intake;
using HeroProc.Events.Registration;
using HeroProc.Events.Sources;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Rpc;

/// <summary><c>source.*</c>.</summary>
internal sealed class SourceMethods(Registrar registrar, Catalog catalog, SourceTypes types, IdGenerator ids) : IRpcModule
{
    private static readonly RpcErrorCode[] _errors = [RpcErrorCode.NotFound, RpcErrorCode.Conflict, RpcErrorCode.Refused, RpcErrorCode.Overloaded, RpcErrorCode.StorageUnavailable];

    public IReadOnlyList<RpcMethod> Methods =>
    [
        RpcMethod.Create(Info("source.list", "The sources, by id. Secrets are hidden."), RpcJson.Default.PageParams, RpcJson.Default.SourceListResult, List),
        RpcMethod.Create(Info("source.get", "One source. Secrets are hidden."), RpcJson.Default.SourceIdParams, RpcJson.Default.SourceResult, Get),
        RpcMethod.Create(
            Info("source.set", "Sets a source. A secret that is left out stays as it is."),
            RpcJson.Default.SourceSetParams, RpcJson.Default.SourceSetResult, SetAsync,
            parameters => registrar.Check(parameters.Source.ToSource(null, ids.Next()), null)),
        RpcMethod.Create(Info("source.delete", "Removes a source and its triggers. History stays."), RpcJson.Default.SourceIdParams, RpcJson.Default.RemovedResult, DeleteAsync),
        RpcMethod.Create(
            Info("source.pause", "Holds a source: events are taken and kept, their deliveries wait until released or discarded."),
            RpcJson.Default.SourceIdParams, RpcJson.Default.SourceResult, (parameters, _, token) => StateAsync(parameters, SourceState.Held, token)),
        RpcMethod.Create(
            Info("source.resume", "Makes a held or disabled source active. What was held meanwhile waits for delivery.release."),
            RpcJson.Default.SourceIdParams, RpcJson.Default.SourceResult, (parameters, _, token) => StateAsync(parameters, SourceState.Active, token)),
        RpcMethod.Create(
            Info("source.rotate_secret", "Puts a new secret first. The one before stays good until drop_old, so that nothing is refused in between."),
            RpcJson.Default.RotateParams, RpcJson.Default.RotateResult, RotateAsync),
    ];

    private static RpcMethodInfo Info(string name, string summary) => new(name, summary) { Errors = _errors };

    private ValueTask<RpcResult<SourceListResult>> List(PageParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (Paging.Fault(parameters.Limit, parameters.Cursor, out var after) is { } fault)
        {
            return ValueTask.FromResult<RpcResult<SourceListResult>>(fault);
        }

        var (page, next) = Paging.Take(catalog.State.Sources, after, parameters.Limit, static _ => true);
        return ValueTask.FromResult<RpcResult<SourceListResult>>(new SourceListResult([.. page.Select(source => SourceDocument.Of(source, types))], next));
    }

    private ValueTask<RpcResult<SourceResult>> Get(SourceIdParams parameters, RpcCall call, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RpcResult<SourceResult>>(
            catalog.Find(parameters.Wanted) is { } source ? new SourceResult(SourceDocument.Of(source, types)) : RpcError.NotFound("source", parameters.Wanted));

    private async ValueTask<RpcResult<SourceSetResult>> SetAsync(SourceSetParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var newId = ids.Next();
        var result = await registrar.SetAsync(
            state => parameters.Source.ToSource(state.Sources.GetValueOrDefault(parameters.Source.Id ?? ""), newId), static _ => null, cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? new SourceSetResult(SourceDocument.Of(result.Value!.Source!, types), result.Value.Created) : result.Error;
    }

    private async ValueTask<RpcResult<RemovedResult>> DeleteAsync(SourceIdParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var result = await registrar.RemoveAsync(parameters.Wanted, null, cancellationToken).ConfigureAwait(false);
        return !result.Succeeded ? result.Error : result.Value ? new RemovedResult(true) : RpcError.NotFound("source", parameters.Wanted);
    }

    private async ValueTask<RpcResult<SourceResult>> StateAsync(SourceIdParams parameters, SourceState state, CancellationToken cancellationToken)
    {
        var result = await registrar.ChangeSourceAsync(parameters.Wanted, source => source with { State = state }, cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? new SourceResult(SourceDocument.Of(result.Value!, types)) : result.Error;
    }

    private async ValueTask<RpcResult<RotateResult>> RotateAsync(RotateParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (catalog.Find(parameters.SourceId) is { } present && types.Find(present.SourceType)?.SecretMembers.Contains("secrets") != true)
        {
            return RpcError.Refused($"A source of type '{present.SourceType}' has no secrets to rotate.");
        }

        var made = parameters.Secret is null ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) : null;
        var result = await registrar.ChangeSourceAsync(
            parameters.SourceId, source => source with { Config = WithSecret(source.Config, parameters.Secret ?? made!, parameters.DropOld) }, cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? new RotateResult(SourceDocument.Of(result.Value!, types), made) : result.Error;
    }

    private static JsonElement WithSecret(JsonElement? config, string secret, bool dropOld)
    {
        var changed = config is { ValueKind: JsonValueKind.Object } present ? JsonObject.Create(present)! : [];
        var secrets = new JsonArray(JsonValue.Create(secret, SourceJson.Default.String));
        if (!dropOld && changed["secrets"] is JsonArray { Count: > 0 } old)
        {
            secrets.Add(old[0]!.DeepClone());
        }

        changed["secrets"] = secrets;
        return JsonSerializer.SerializeToElement(changed, SourceJson.Default.JsonObject);
    }
}
