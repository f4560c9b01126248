using HeroProc.Events.Intake;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Rpc;

/// <summary>The refusals of intake as errors of the RPC interface.</summary>
internal static class IntakeErrors
{
    public static RpcError Of(IntakeResult result) => result switch
    {
        IntakeResult.Invalid invalid => RpcError.InvalidParams([.. invalid.Errors]),
        IntakeResult.Conflict conflict => RpcError.Conflict($"An event of the id '{conflict.EventId}' exists and says something else. Choose another id."),
        IntakeResult.NoSuchSource missing => RpcError.NotFound("source", missing.SourceId),
        IntakeResult.SourceDisabled disabled => RpcError.Refused($"The source '{disabled.SourceId}' is disabled. Enable it with source.resume."),
        IntakeResult.TooLarge large => RpcError.TooLarge("The payload", large.Limit),
        IntakeResult.Overloaded overloaded => RpcError.Overloaded((long)overloaded.RetryAfter.TotalMilliseconds),
        IntakeResult.StorageUnavailable unavailable => RpcError.StorageUnavailable(unavailable.Reason),
        _ => throw new InvalidOperationException($"{result.GetType().Name} is no refusal."),
    };
}
