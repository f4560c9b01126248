using HeroProc.Host.Jobs.Records;

namespace HeroProc.Host.Jobs.Running;

/// <summary>One start of one attempt.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
/// <param name="Start">Which recorded start of the job; no two share one.</param>
/// <param name="Definition">What to run.</param>
/// <param name="Env">Variables over all others; null for none.</param>
internal sealed record AttemptPlan(string JobId, int Attempt, int Start, JobDefinition Definition, IReadOnlyDictionary<string, string>? Env);
