using System.Text.Json.Serialization;
using HeroProc.Extensibility.Rpc;
using Microsoft.Extensions.Options;

namespace GreetingExtension;

/// <summary>The method <c>greeting.hello</c>.</summary>
internal sealed class GreetingRpc(IOptions<GreetingOptions> options) : IRpcModule
{
    private const int LongestName = 100;

    public IReadOnlyList<RpcMethod> Methods =>
    [
        RpcMethod.Create(
            new RpcMethodInfo("greeting.hello", "Greets somebody.") { ExampleParams = """{"name":"Ada"}""", ExampleResult = """{"text":"Hello, Ada!"}""" },
            GreetingJson.Default.HelloParams,
            GreetingJson.Default.HelloResult,
            (parameters, _, _) => ValueTask.FromResult(Hello(parameters))),
    ];

    private RpcResult<HelloResult> Hello(HelloParams parameters) =>
        parameters.Name.Length is > 0 and <= LongestName
            ? new HelloResult($"{options.Value.Salutation}, {parameters.Name}!")
            : RpcError.InvalidParam("name", $"must have 1 to {LongestName} characters, has {parameters.Name.Length}");
}

internal sealed record HelloParams
{
    public required string Name { get; init; }
}

internal sealed record HelloResult(string Text);

/// <summary>How params and result look on the wire.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HelloParams))]
[JsonSerializable(typeof(HelloResult))]
[JsonSerializable(typeof(Tick))]
internal sealed partial class GreetingJson : JsonSerializerContext;
