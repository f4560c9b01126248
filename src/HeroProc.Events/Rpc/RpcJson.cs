using System.Text.Json.Serialization;

namespace HeroProc.Events.Rpc;

/// <summary>Type information of everything the methods take and give.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RegisterParams))]
[JsonSerializable(typeof(RegisterResult))]
[JsonSerializable(typeof(UnregisterParams))]
[JsonSerializable(typeof(RemovedResult))]
[JsonSerializable(typeof(EmitParams))]
[JsonSerializable(typeof(EmitResult))]
[JsonSerializable(typeof(EventIdParams))]
[JsonSerializable(typeof(EventGetResult))]
[JsonSerializable(typeof(EventListParams))]
[JsonSerializable(typeof(EventListResult))]
[JsonSerializable(typeof(PageParams))]
[JsonSerializable(typeof(SourceIdParams))]
[JsonSerializable(typeof(SourceSetParams))]
[JsonSerializable(typeof(SourceResult))]
[JsonSerializable(typeof(SourceSetResult))]
[JsonSerializable(typeof(SourceListResult))]
[JsonSerializable(typeof(RotateParams))]
[JsonSerializable(typeof(RotateResult))]
[JsonSerializable(typeof(TriggerIdParams))]
[JsonSerializable(typeof(TriggerSetParams))]
[JsonSerializable(typeof(TriggerResult))]
[JsonSerializable(typeof(TriggerSetResult))]
[JsonSerializable(typeof(TriggerListParams))]
[JsonSerializable(typeof(TriggerListResult))]
[JsonSerializable(typeof(DeliveryIdParams))]
[JsonSerializable(typeof(DeliveryResult))]
[JsonSerializable(typeof(DeliveryListParams))]
[JsonSerializable(typeof(DeliveryListResult))]
[JsonSerializable(typeof(DeliveryCommandParams))]
[JsonSerializable(typeof(DeliveryCommandResult))]
[JsonSerializable(typeof(ReplayParams))]
[JsonSerializable(typeof(ReplayResult))]
[JsonSerializable(typeof(ExplainParams))]
[JsonSerializable(typeof(ExplainResult))]
[JsonSerializable(typeof(EventTestParams))]
[JsonSerializable(typeof(EventTestResult))]
[JsonSerializable(typeof(BacktestParams))]
[JsonSerializable(typeof(BacktestResult))]
internal sealed partial class RpcJson : JsonSerializerContext;
