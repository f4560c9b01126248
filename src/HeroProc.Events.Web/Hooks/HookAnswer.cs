using System.Text.Json.Serialization;

namespace HeroProc.Events.Web.Hooks;

/// <summary>The answer to a request that was kept.</summary>
/// <param name="EventId">The event, or the first of several.</param>
/// <param name="Duplicate">True when all of it was known already.</param>
/// <param name="EventIds">All events of a batch; left out for a single one.</param>
internal sealed record HookAnswer(string EventId, bool Duplicate, IReadOnlyList<string>? EventIds);

/// <summary>Type information of the answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HookAnswer))]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class HookJson : JsonSerializerContext;
