using System.Text.Json.Serialization;

namespace HeroProc.Host.Jobs.Rpc;

/// <summary>How the job methods are written on the wire.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(JobCreateParams))]
[JsonSerializable(typeof(JobCreateResult))]
[JsonSerializable(typeof(JobIdParams))]
[JsonSerializable(typeof(JobCancelParams))]
[JsonSerializable(typeof(JobListParams))]
[JsonSerializable(typeof(JobListResult))]
[JsonSerializable(typeof(JobResult))]
[JsonSerializable(typeof(JobLogsParams))]
[JsonSerializable(typeof(JobLogsResult))]
internal sealed partial class JobJson : JsonSerializerContext;
