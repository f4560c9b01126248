using System.Text.Json;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources;

/// <summary>Events by <c>event.emit</c> and by a person's button. Needs no config.</summary>
internal sealed class ManualSourceType : IEventSourceType
{
    public string Name => "manual";

    public IReadOnlyList<FieldError> Check(EventSource source) =>
        source.Config is { ValueKind: JsonValueKind.Object } config
            ? [.. config.EnumerateObject().Select(member => new FieldError($"config.{member.Name}", "Unknown field: a manual source needs no config."))]
            : [];
}
