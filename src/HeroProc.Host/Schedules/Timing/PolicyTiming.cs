using System.Security.Cryptography;
using System.Text;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;

namespace HeroProc.Host.Schedules.Timing;

/// <summary>Policies as timings, and what is wrong with them. Pure.</summary>
internal static class PolicyTiming
{
    /// <summary>The shortest distance of two occurrences, in milliseconds.</summary>
    public const long MinIntervalMs = 10;

    /// <summary>The longest distance of two occurrences, in milliseconds: ten years.</summary>
    public const long MaxIntervalMs = 10L * 366 * DayMs;

    private const long DayMs = 86_400_000;
    private const long MaxSeconds = 253_402_300_799;
    private const int MaxInstances = 1000;
    private const int MaxNoteLength = 1000;

    /// <summary>The timing of a policy that was checked. Throws <see cref="InvalidDataException"/> for one that was not.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="anchor">Unix milliseconds from which an interval counts when the policy has no start.</param>
    public static ITiming Of(SchedulePolicy policy, long anchor)
    {
        var errors = new List<FieldError>();
        return Build(policy, anchor, errors) ?? throw new InvalidDataException($"A stored schedule cannot be read: {errors.FirstOrDefault()}");
    }

    /// <summary>All faults of a policy that would be set now; the paths are seen from the policy.</summary>
    public static IReadOnlyList<FieldError> Check(SchedulePolicy policy, long now)
    {
        var errors = new List<FieldError>();
        Range(policy.NrOfInstances, 0, MaxInstances, "nr_of_instances", errors);
        Range(policy.JitterMs, 0, DayMs, "jitter_ms", errors);
        Range(policy.CatchUpWindowMs, 0, 366 * DayMs, "catch_up_window_ms", errors);
        if (!Enum.IsDefined(policy.CatchUp))
        {
            errors.Add(new FieldError("catch_up", "is none of none, latest, all"));
        }

        if (!Enum.IsDefined(policy.Overlap))
        {
            errors.Add(new FieldError("overlap", "is none of allow_all, skip, buffer_one, buffer_all, cancel_other"));
        }

        if (policy.Note is { } note && (note.Length > MaxNoteLength || note.Any(char.IsControl)))
        {
            errors.Add(new FieldError("note", $"has at most {MaxNoteLength} characters and no control character"));
        }

        if (Build(policy, now, errors) is { } timing && errors.Count == 0 && timing.NextAfter(now) is null)
        {
            errors.Add(NeverFires(policy, now));
        }

        return errors;
    }

    /// <summary>How long after its planned time an occurrence of this schedule fires, in milliseconds: always the same, different for each schedule.</summary>
    public static long Jitter(SchedulePolicy policy, string scheduleId) =>
        policy.JitterMs == 0 ? 0 : (long)(BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(scheduleId))) % ((ulong)policy.JitterMs + 1));

    private static WindowTiming? Build(SchedulePolicy policy, long anchor, List<FieldError> errors)
    {
        var before = errors.Count;
        Range(policy.StartTime, 0, MaxSeconds, "start_time", errors);
        Range(policy.EndTime, 0, MaxSeconds, "end_time", errors);
        if (policy.EndTime > 0 && policy.EndTime <= policy.StartTime)
        {
            errors.Add(new FieldError("end_time", $"{policy.EndTime} is not after start_time {policy.StartTime}; both are Unix seconds, 0 is open"));
        }

        var zone = Zone(policy.TimeZone, errors);
        var cron = policy.Cron is { } text && zone is not null ? Cron(text, zone, errors) : null;
        if (policy.IntervalMs is { } interval)
        {
            Range(interval, MinIntervalMs, MaxIntervalMs, "interval_ms", errors);
        }

        if ((policy.Cron is null) == (policy.IntervalMs is null))
        {
            errors.Add(new FieldError(string.Empty, $"has {(policy.Cron is null ? "neither cron nor interval_ms" : "both cron and interval_ms")}; exactly one of them is expected"));
        }

        if (errors.Count > before)
        {
            return null;
        }

        var start = policy.StartTime * 1000;
        ITiming timing = cron is not null ? cron : new IntervalTiming(start > 0 ? start : anchor, policy.IntervalMs!.Value);
        return new WindowTiming(timing, start, policy.EndTime > 0 ? policy.EndTime * 1000 : long.MaxValue);
    }

    private static TimeZoneInfo? Zone(string? id, List<FieldError> errors)
    {
        if (id is null)
        {
            return TimeZoneInfo.Utc;
        }

        // Names of Windows and other spellings would be taken too, but not on every machine.
        if (id.Length <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.Id == id && (id == "UTC" || !TimeZoneInfo.TryConvertWindowsIdToIanaId(id, out _)))
        {
            return zone;
        }

        errors.Add(new FieldError("time_zone", "is no zone this host knows; expected is an IANA name such as Europe/Berlin, spelled exactly so"));
        return null;
    }

    private static CronTiming? Cron(string text, TimeZoneInfo zone, List<FieldError> errors)
    {
        var timing = CronText.Parse(text, zone, out var fault);
        if (fault is not null)
        {
            errors.Add(new FieldError("cron", fault));
        }

        return timing;
    }

    private static FieldError NeverFires(SchedulePolicy policy, long now) =>
        policy.EndTime > 0 && policy.EndTime * 1000 <= now
            ? new FieldError("end_time", $"{policy.EndTime} has passed: the schedule would never fire")
            : new FieldError(policy.Cron is null ? string.Empty : "cron", "never fires: no time from now on fits, between start_time and end_time where they are set");

    private static void Range(long value, long low, long high, string field, List<FieldError> errors)
    {
        if (value < low || value > high)
        {
            errors.Add(new FieldError(field, $"{value} is not between {low} and {high}"));
        }
    }
}
