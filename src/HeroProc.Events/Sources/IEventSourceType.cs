using HeroProc.Events.Intake;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources;

/// <summary>
/// A kind of source. An extension adds one by registering a singleton of this type; every source whose <c>source_type</c> is
/// <see cref="Name"/> is then checked and run by it.
/// </summary>
public interface IEventSourceType
{
    /// <summary>The value of <c>source_type</c>.</summary>
    string Name { get; }

    /// <summary>All faults of a source's config; paths as seen from the source, <c>config.path</c>. Called before it is kept.</summary>
    IReadOnlyList<FieldError> Check(EventSource source);

    /// <summary>The part of the webhook address this source answers on, or null. No two sources may have the same.</summary>
    string? WebhookPath(EventSource source) => null;

    /// <summary>
    /// Runs while the source is active or held, and is cancelled when it is changed, disabled or removed. A source that only
    /// receives returns at once. One that throws is started again with growing pauses; its fault is shown to the operator.
    /// </summary>
    Task RunAsync(EventSource source, IEventSink sink, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Names of members of <c>config</c> that hold secrets, as texts or lists or objects of texts. They are kept but never given
    /// back; a change that leaves one out keeps it.
    /// </summary>
    IReadOnlyList<string> SecretMembers => [];
}
