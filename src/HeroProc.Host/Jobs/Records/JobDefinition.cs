using System.Text.Json;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;

namespace HeroProc.Host.Jobs.Records;

/// <summary>What a job runs; never changes. It stays on disk and is read when an attempt begins or a person asks.</summary>
internal sealed record JobDefinition
{
    public required ActionSpec Spec { get; init; }

    public JsonElement? Inputs { get; init; }

    public IReadOnlyDictionary<string, string>? Env { get; init; }

    public long? TimeoutMs { get; init; }

    /// <summary>Names of the variables that hold the files' paths, in the order of their bytes.</summary>
    public IReadOnlyList<JobFileHeader>? FileHeaders { get; init; }

    /// <summary>The files' content, by variable.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>The longest one attempt may run, in milliseconds; 0 is no limit.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long EffectiveTimeoutMs => TimeoutMs ?? Spec.TimeoutMs ?? 0;

    [System.Text.Json.Serialization.JsonIgnore]
    public RetryPolicy Retry => Spec.RetryPolicy ?? OneAttempt;

    private static readonly RetryPolicy OneAttempt = new();
}
