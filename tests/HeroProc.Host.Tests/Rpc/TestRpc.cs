using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Host.Tests.Rpc;

/// <summary>Methods that end in every way a method can.</summary>
internal sealed class TestRpc : IRpcModule
{
    public TestRpc() =>
        Methods =
        [
            Method("test.echo", "Gives back what it was given.", TestRpcJson.Default.EchoParams, TestRpcJson.Default.EchoParams, static (parameters, _, _) => Done(parameters)),
            Method("test.bind", "Takes params of every kind.", TestRpcJson.Default.BindParams, TestRpcJson.Default.TestAnswer, static (parameters, _, _) => Done(new TestAnswer(parameters.Name))),
            Method("test.nothing", "Takes nothing.", TestRpcJson.Default.EmptyParams, TestRpcJson.Default.TestAnswer, static (_, _, _) => Done(new TestAnswer("nothing"))),
            Method("test.who", "Who calls.", TestRpcJson.Default.EmptyParams, TestRpcJson.Default.TestAnswer, static (_, call, _) => Done(new TestAnswer($"{call.Identity ?? "nobody"} {call.Notifications is not null}"))),
            Method("test.throw", "Throws.", TestRpcJson.Default.EmptyParams, TestRpcJson.Default.TestAnswer, static (_, _, _) => throw new InvalidOperationException("secret /etc/passwd")),
            Method("test.throw_late", "Throws after a while.", TestRpcJson.Default.EmptyParams, TestRpcJson.Default.TestAnswer, static async (_, _, _) =>
            {
                await Task.Yield();
                throw new OperationCanceledException("nobody asked for it");
            }),
            Method("test.refuse", "Ends with an error.", TestRpcJson.Default.RefuseParams, TestRpcJson.Default.TestAnswer, static (parameters, _, _) => ValueTask.FromResult<RpcResult<TestAnswer>>(parameters.Code switch
            {
                -32001 => RpcError.NotFound("trigger", "t1"),
                -32002 => RpcError.Conflict("The path is taken."),
                -32003 => RpcError.Refused("It runs."),
                -32004 => RpcError.Overloaded(7),
                -32005 => RpcError.TooLarge("The payload", 9),
                -32006 => RpcError.StorageUnavailable("disk full"),
                _ => RpcError.InvalidParams([new FieldError("code", "no such code"), new FieldError("code", "at all")]),
            })),
            Method("test.large", "A large answer.", TestRpcJson.Default.LargeParams, TestRpcJson.Default.TestAnswer, static (parameters, _, _) => Done(new TestAnswer(new string('x', parameters.Size)))),
            Method("test.wait", "Waits to be let go or cancelled.", TestRpcJson.Default.WaitParams, TestRpcJson.Default.TestAnswer, async (parameters, _, cancellationToken) =>
            {
                await Begun.Writer.WriteAsync(parameters.Key, cancellationToken);
                try
                {
                    await Gate(parameters.Key).Task.WaitAsync(cancellationToken);
                    return new TestAnswer(parameters.Key);
                }
                catch (OperationCanceledException)
                {
                    Cancelled.Writer.TryWrite(parameters.Key);
                    throw;
                }
            }),
            Method("test.notify", "Sends notifications, then answers.", TestRpcJson.Default.LargeParams, TestRpcJson.Default.TestAnswer, async (parameters, call, cancellationToken) =>
            {
                for (var count = 0; count < parameters.Size; count++)
                {
                    await call.Notifications!.NotifyAsync("test.note", new TestAnswer($"{count}"), TestRpcJson.Default.TestAnswer, cancellationToken);
                }

                return new TestAnswer("done");
            }),
            Method("test.connected", "Tells later when the connection closes.", TestRpcJson.Default.EmptyParams, TestRpcJson.Default.TestAnswer, (_, call, _) =>
            {
                call.ConnectionClosed.Register(() => Closed.TrySetResult());
                return Done(new TestAnswer("connected"));
            }),
        ];

    public IReadOnlyList<RpcMethod> Methods { get; }

    public Channel<string> Begun { get; } = Channel.CreateUnbounded<string>();

    public Channel<string> Cancelled { get; } = Channel.CreateUnbounded<string>();

    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ConcurrentDictionary<string, TaskCompletionSource> Gates { get; } = new();

    public TaskCompletionSource Gate(string key) => Gates.GetOrAdd(key, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private static ValueTask<RpcResult<T>> Done<T>(T value) => ValueTask.FromResult(RpcResult<T>.Ok(value));

    private static RpcMethod Method<TParams, TResult>(
        string name,
        string summary,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<TParams> paramsType,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<TResult> resultType,
        Func<TParams, RpcCall, CancellationToken, ValueTask<RpcResult<TResult>>> handler)
        where TParams : notnull
        where TResult : notnull => RpcMethod.Create(new RpcMethodInfo(name, summary), paramsType, resultType, handler);
}

internal sealed record EmptyParams;

internal sealed record TestAnswer(string Text);

internal sealed record EchoParams(JsonElement Value);

internal sealed record RefuseParams(int Code);

internal sealed record LargeParams(int Size);

internal sealed record WaitParams(string Key);

internal enum TestColour
{
    DarkRed,
    Green,
}

internal sealed record BindParams
{
    [System.ComponentModel.Description("What it is called.")]
    public required string Name { get; init; }

    public int Count { get; init; }

    public double? Ratio { get; init; }

    public ulong Since { get; init; }

    public TestColour? Colour { get; init; }

    public IReadOnlyList<int>? Ids { get; init; }

    public IReadOnlyDictionary<string, string>? Env { get; init; }

    public TestPolicy? Policy { get; init; }

    public JsonElement? Anything { get; init; }

    public TestAction? Action { get; init; }

    public DateTimeOffset? At { get; init; }
}

internal sealed record TestPolicy(TestRetry Retry, bool Enabled = true);

internal sealed record TestRetry(int MaxAttempts = 5, TestPolicy? Fallback = null);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TestJob), "job")]
[JsonDerivedType(typeof(TestEmit), "emit")]
internal abstract record TestAction;

internal sealed record TestJob(string Run) : TestAction;

internal sealed record TestEmit(string Type, JsonElement? Data = null) : TestAction;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = false, Converters = [typeof(ColourConverter)])]
[JsonSerializable(typeof(EmptyParams))]
[JsonSerializable(typeof(TestAnswer))]
[JsonSerializable(typeof(EchoParams))]
[JsonSerializable(typeof(RefuseParams))]
[JsonSerializable(typeof(LargeParams))]
[JsonSerializable(typeof(WaitParams))]
[JsonSerializable(typeof(BindParams))]
internal sealed partial class TestRpcJson : JsonSerializerContext;

internal sealed class ColourConverter() : JsonStringEnumConverter<TestColour>(JsonNamingPolicy.SnakeCaseLower);
