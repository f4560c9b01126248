namespace HeroProc.Host.Schedules.Planning;

/// <summary>What a person said over the policy's <c>paused</c>. It outlives a restart and ends when the owner changes that member.</summary>
/// <param name="Paused">True to hold the schedule back, false to let it run.</param>
/// <param name="Note">The person's words.</param>
internal sealed record Hold(bool Paused, string? Note);
