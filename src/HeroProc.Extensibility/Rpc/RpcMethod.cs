using System.Text.Json.Serialization.Metadata;

namespace HeroProc.Extensibility.Rpc;

/// <summary>
/// One method an extension or the host offers. The host checks the params against <see cref="ParamsType"/> (unknown and
/// missing fields, kinds) and reports every fault before <see cref="InvokeAsync"/> runs.
/// </summary>
public abstract class RpcMethod
{
    private protected RpcMethod(RpcMethodInfo info, JsonTypeInfo paramsType, JsonTypeInfo resultType)
    {
        Info = info;
        ParamsType = paramsType;
        ResultType = resultType;
    }

    /// <summary>Name and documentation.</summary>
    public RpcMethodInfo Info { get; }

    /// <summary>Type information of the params object.</summary>
    public JsonTypeInfo ParamsType { get; }

    /// <summary>Type information of the result.</summary>
    public JsonTypeInfo ResultType { get; }

    /// <summary>
    /// The faults of params that are sound in form, so that a caller learns of them together with faults of form elsewhere (an unknown
    /// field). Pure and quick; the method itself checks again.
    /// </summary>
    public abstract IReadOnlyList<FieldError> Check(object parameters);

    /// <summary>Runs the method with params already bound to <see cref="ParamsType"/>.</summary>
    public abstract ValueTask<RpcResult<object>> InvokeAsync(object parameters, RpcCall call, CancellationToken cancellationToken);

    /// <summary>Makes a method from a handler.</summary>
    /// <typeparam name="TParams">The params record; a property without default that is <c>required</c> must be sent.</typeparam>
    /// <typeparam name="TResult">The result record.</typeparam>
    public static RpcMethod Create<TParams, TResult>(
        RpcMethodInfo info,
        JsonTypeInfo<TParams> paramsType,
        JsonTypeInfo<TResult> resultType,
        Func<TParams, RpcCall, CancellationToken, ValueTask<RpcResult<TResult>>> handler,
        Func<TParams, IReadOnlyList<FieldError>>? check = null)
        where TParams : notnull
        where TResult : notnull
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(paramsType);
        ArgumentNullException.ThrowIfNull(resultType);
        ArgumentNullException.ThrowIfNull(handler);
        return new Typed<TParams, TResult>(info, paramsType, resultType, handler, check);
    }

    private sealed class Typed<TParams, TResult>(
        RpcMethodInfo info,
        JsonTypeInfo<TParams> paramsType,
        JsonTypeInfo<TResult> resultType,
        Func<TParams, RpcCall, CancellationToken, ValueTask<RpcResult<TResult>>> handler,
        Func<TParams, IReadOnlyList<FieldError>>? check)
        : RpcMethod(info, paramsType, resultType)
        where TParams : notnull
        where TResult : notnull
    {
        public override IReadOnlyList<FieldError> Check(object parameters) => check?.Invoke((TParams)parameters) ?? [];

        public override async ValueTask<RpcResult<object>> InvokeAsync(object parameters, RpcCall call, CancellationToken cancellationToken)
        {
            var result = await handler((TParams)parameters, call, cancellationToken).ConfigureAwait(false);
            return result.Succeeded ? RpcResult<object>.Ok(result.Value!) : RpcResult<object>.Failed(result.Error);
        }
    }
}
