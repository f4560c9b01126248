using System.Text.Json;
using HeroProc.Events.Intake;
using HeroProc.Events.Registration;
using HeroProc.Events.Sources;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Rpc;

/// <summary><c>event.register</c>, <c>event.unregister</c> and <c>event.emit</c>.</summary>
internal sealed class EventMethods(Registrar registrar, EventIntake intake, IdGenerator ids) : IRpcModule
{
    private static readonly RpcErrorCode[] _writeErrors =
        [RpcErrorCode.NotFound, RpcErrorCode.Conflict, RpcErrorCode.Refused, RpcErrorCode.Overloaded, RpcErrorCode.TooLarge, RpcErrorCode.StorageUnavailable];

    public IReadOnlyList<RpcMethod> Methods =>
    [
        RpcMethod.Create(
            new RpcMethodInfo("event.register", "Sets a source, a trigger or both in one step.")
            {
                Description = "Upsert by id: either both are set durably or neither. Answers once the change is in force for every event accepted from then on.",
                Errors = _writeErrors,
                ExampleParams = """{"source":{"id":"example-hook","source_type":"webhook","config":{"provider":"generic","allow_unsigned":true}},"trigger":{"id":"example-trigger","event_source_id":"example-hook","filter":{"type":["webhook"]},"action":{"kind":"emit","type":"example.seen"}}}""",
                ExampleResult = """{"source_id":"example-hook","trigger_id":"example-trigger","webhook_url":"/hooks/example-hook","created":true}""",
            },
            RpcJson.Default.RegisterParams, RpcJson.Default.RegisterResult, RegisterAsync, Check),
        RpcMethod.Create(
            new RpcMethodInfo("event.unregister", "Removes a source with its triggers, or a trigger. History stays.")
            {
                Errors = _writeErrors,
                ExampleParams = """{"trigger_id":"example-trigger"}""",
                ExampleResult = """{"removed":true}""",
            },
            RpcJson.Default.UnregisterParams, RpcJson.Default.RemovedResult, UnregisterAsync),
        RpcMethod.Create(
            new RpcMethodInfo("event.emit", "Puts an event in. Answers once it is durable.")
            {
                Description = "With an id of the caller's choice a repetition is answered duplicate:true; the same id with other content is a conflict.",
                Errors = _writeErrors,
                ExampleParams = """{"type":"deploy.requested","subject":"shop","data":{"version":"1.4.2"}}""",
                ExampleResult = """{"event_id":"0199c2a4-6d7e-7b3a-9a51-0d1c5a3f2b10","duplicate":false}""",
            },
            RpcJson.Default.EmitParams, RpcJson.Default.EmitResult, EmitAsync),
    ];

    private IReadOnlyList<FieldError> Check(RegisterParams parameters)
    {
        var source = parameters.Source?.ToSource(null, ids.Next());
        return registrar.Check(source, parameters.Trigger?.ToTrigger(null, ids.Next(), source?.Id));
    }

    private async ValueTask<RpcResult<RegisterResult>> RegisterAsync(RegisterParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (parameters is { Source: null, Trigger: null })
        {
            return RpcError.InvalidParams([new FieldError("source", "Expected a source, a trigger or both."), new FieldError("trigger", "Expected a source, a trigger or both.")]);
        }

        var (newSourceId, newTriggerId) = (ids.Next(), ids.Next());
        var sourceId = parameters.Source is { } sent ? sent.Id ?? newSourceId : null;
        var result = await registrar.SetAsync(
            state => parameters.Source?.ToSource(state.Sources.GetValueOrDefault(sourceId!), newSourceId),
            state => parameters.Trigger?.ToTrigger(state.Triggers.GetValueOrDefault(parameters.Trigger.Id ?? ""), newTriggerId, sourceId),
            cancellationToken).ConfigureAwait(false);
        return result.Succeeded
            ? new RegisterResult(sourceId, result.Value!.Trigger?.Id, WebhookAddress.Of(result.Value.WebhookPath), result.Value.Created)
            : result.Error;
    }

    private async ValueTask<RpcResult<RemovedResult>> UnregisterAsync(UnregisterParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (parameters is { SourceId: null, TriggerId: null })
        {
            return RpcError.InvalidParams([new FieldError("source_id", "Expected source_id, trigger_id or both."), new FieldError("trigger_id", "Expected source_id, trigger_id or both.")]);
        }

        var result = await registrar.RemoveAsync(parameters.SourceId, parameters.TriggerId, cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? new RemovedResult(result.Value) : result.Error;
    }

    private async ValueTask<RpcResult<EmitResult>> EmitAsync(EmitParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var result = await intake.AcceptAsync(parameters.SourceId ?? EventSource.ManualId, new NewEvent
        {
            Id = parameters.Id,
            Type = parameters.Type,
            Subject = parameters.Subject,
            Timestamp = parameters.Timestamp,
            CorrelationId = parameters.CorrelationId,
            CausationId = parameters.CausationId,
            Payload = Payload(parameters.Data),
        }).ConfigureAwait(false);
        return result is IntakeResult.Accepted accepted ? new EmitResult(accepted.EventId, accepted.Duplicate) : IntakeErrors.Of(result);
    }

    // The text as the caller wrote it, spaces and all: the log keeps what was sent.
    private static ReadOnlyMemory<byte> Payload(JsonElement? data) =>
        data is { } value ? System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value).ToArray() : "null"u8.ToArray();
}
