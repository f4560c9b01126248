using System.Text.Json;

namespace HeroProc.Events.Triggers;

/// <summary>
/// What a trigger does. <see cref="Kind"/> says which of the other members are used; one that does not belong to the kind
/// is refused at registration.
/// </summary>
public sealed record TriggerAction
{
    /// <summary><c>workflow</c>, <c>job</c>, <c>emit</c>, <c>notify</c> or <c>rpc</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>workflow: which workflow; embedded, the action of that name.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>workflow: which bot it runs for.</summary>
    public string? BotId { get; init; }

    /// <summary>job: the registered action.</summary>
    public string? Action { get; init; }

    /// <summary>workflow, job: template of the inputs.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>emit: the type of the further event.</summary>
    public string? Type { get; init; }

    /// <summary>emit: template of its data.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>notify: where to.</summary>
    public string? Url { get; init; }

    /// <summary>notify: the Standard Webhooks secret, literal or <c>secret:NAME</c>.</summary>
    public string? Secret { get; init; }

    /// <summary>notify: template of the body.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>rpc: the service's socket, a name below the socket root or an absolute path.</summary>
    public string? Socket { get; init; }

    /// <summary>rpc: the method.</summary>
    public string? Method { get; init; }

    /// <summary>rpc: template of the params.</summary>
    public JsonElement? Params { get; init; }
}
