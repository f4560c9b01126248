using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace HeroProc.Events.Sources;

/// <summary>Type information for configs.</summary>
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(string))]
internal sealed partial class SourceJson : JsonSerializerContext;
