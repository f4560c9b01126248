using System.Diagnostics.CodeAnalysis;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Extensibility.Jobs;

/// <summary>How the creation of a job ended.</summary>
public sealed class JobCreation
{
    private JobCreation(Job? job, bool created, RpcError? error)
    {
        Job = job;
        Created = created;
        Error = error;
    }

    /// <summary>The job, durable, when <see cref="Error"/> is null.</summary>
    public Job? Job { get; }

    /// <summary>False when a job of the same idempotency key was there already.</summary>
    public bool Created { get; }

    /// <summary>
    /// Why there is none: <c>NotFound</c> (no such action), <c>InvalidParams</c> (spec or inputs wrong), <c>Overloaded</c>,
    /// <c>TooLarge</c>, <c>StorageUnavailable</c>. The last three and the first may pass with time.
    /// </summary>
    public RpcError? Error { get; }

    /// <summary>True when there is a job.</summary>
    [MemberNotNullWhen(true, nameof(Job))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>A job made now, or found under its key.</summary>
    public static JobCreation Of(Job job, bool created) => new(job, created, null);

    /// <summary>No job.</summary>
    public static JobCreation Failed(RpcError error) => new(null, false, error);
}
