namespace HeroProc.Host.Schedules.Planning;

/// <summary>Occurrences that did not run, for one reason, one behind the other.</summary>
/// <param name="Reason">Why.</param>
/// <param name="From">The first one's planned time, Unix milliseconds.</param>
/// <param name="To">The last one's.</param>
/// <param name="Count">How many; at least so many when <paramref name="More"/> is true.</param>
/// <param name="More">True when there were too many to be counted one by one.</param>
internal sealed record MissedRun(MissedReason Reason, long From, long To, long Count, bool More = false);
