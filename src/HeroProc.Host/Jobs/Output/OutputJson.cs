using System.Text.Json.Serialization;

namespace HeroProc.Host.Jobs.Output;

/// <summary>How lines of output are written.</summary>
[JsonSerializable(typeof(OutputLine))]
internal sealed partial class OutputJson : JsonSerializerContext;
