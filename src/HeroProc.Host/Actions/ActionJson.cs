using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace HeroProc.Host.Actions;

/// <summary>How the action methods are written on the wire.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ActionSetParams))]
[JsonSerializable(typeof(ActionSetResult))]
[JsonSerializable(typeof(ActionNameParams))]
[JsonSerializable(typeof(ActionResult))]
[JsonSerializable(typeof(ActionListParams))]
[JsonSerializable(typeof(ActionListResult))]
[JsonSerializable(typeof(ActionDeleteResult))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ActionJson : JsonSerializerContext;
