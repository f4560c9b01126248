using System.Text.Json;
using HeroProc.Extensibility.Actions;

namespace HeroProc.Extensibility.Jobs;

/// <summary>What to run. Exactly one of <see cref="Action"/> and <see cref="Spec"/> is set.</summary>
public sealed record JobRequest
{
    /// <summary>The name of a registered action.</summary>
    public string? Action { get; init; }

    /// <summary>A spec of its own.</summary>
    public ActionSpec? Spec { get; init; }

    /// <summary>
    /// Inputs, any JSON. The process finds them in the file named by <c>HERO_INPUTS_FILE</c> and, up to 32 KiB, in
    /// <c>HERO_INPUTS</c>. They are checked against the action's input schema before the job is made.
    /// </summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>
    /// Two requests with one key make one job, also across a restart, for as long as the job is kept (7 days at least
    /// after its end).
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Environment variables of this job, over those of the spec. At most 64 KiB together.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>
    /// Files for the process: the key is the environment variable that will hold the path, the value the content. The host
    /// writes each with mode 0600 into the job's folder before the job counts as created.
    /// </summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? Files { get; init; }

    /// <summary>The longest one attempt may run, in milliseconds; over the spec's own.</summary>
    public long? TimeoutMs { get; init; }
}
