using System.Diagnostics.CodeAnalysis;

namespace HeroProc.Extensibility.Rpc;

/// <summary>How a method ended: a value or an error. Expected ends are results, never exceptions.</summary>
/// <typeparam name="T">The result type of the method.</typeparam>
public sealed class RpcResult<T>
{
    private RpcResult(T? value, RpcError? error)
    {
        Value = value;
        Error = error;
    }

    /// <summary>The value, when <see cref="Error"/> is null.</summary>
    public T? Value { get; }

    /// <summary>The error, or null when the call succeeded.</summary>
    public RpcError? Error { get; }

    /// <summary>True when the call succeeded.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>A success.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "The implicit conversions are the usual way; this one names it.")]
    public static RpcResult<T> Ok(T value) => new(value, null);

    /// <summary>A failure.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "The implicit conversions are the usual way; this one names it.")]
    public static RpcResult<T> Failed(RpcError error) => new(default, error);

    /// <summary>A success.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Ok is the named form.")]
    public static implicit operator RpcResult<T>(T value) => Ok(value);

    /// <summary>A failure.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Failed is the named form.")]
    public static implicit operator RpcResult<T>(RpcError error) => Failed(error);
}
