using HeroProc.Extensibility.Rpc;

namespace HeroProc.Host.Schedules.Rpc;

/// <summary>What discovery tells of the <c>schedule.*</c> methods.</summary>
internal static class ScheduleMethods
{
    public static RpcMethodInfo List { get; } = new("schedule.list", "Schedules by id, a page at a time.")
    {
        Description = "Those of scheduled actions are action:<name>. Times are Unix milliseconds.",
        ExampleParams = """{"owner":"action","limit":10}""",
        ExampleResult = """{"schedules":[]}""",
    };

    public static RpcMethodInfo Status { get; } = new("schedule.status", "One schedule: what it fired, what comes next, what runs and waits, and what did not run and why.")
    {
        Description = "Missed occurrences are packed: reason, first and last planned time, count; the newest are kept. Reasons: overlap, instances, buffer_full, paused, catch_up, window, refused.",
        Errors = [RpcErrorCode.NotFound],
        ExampleParams = """{"schedule_id":"action:backup"}""",
    };

    public static RpcMethodInfo Preview { get; } = new("schedule.preview", "The next occurrences of a schedule, or of a policy that is not set yet.")
    {
        Description = "Asks what the run itself asks. Exactly one of schedule_id and schedule_policy; since is Unix milliseconds, default now.",
        Errors = [RpcErrorCode.NotFound],
        ExampleParams = """{"schedule_policy":{"cron":"0 30 2 * * *","time_zone":"Europe/Berlin"},"since":1764000000000,"limit":1}""",
        ExampleResult = """{"occurrences":[{"planned_at":1764034200000,"fires_at":1764034200000}]}""",
    };

    public static RpcMethodInfo Backfill { get; } = new("schedule.backfill", "Runs the occurrences of a past range.")
    {
        Description = "From since on, before until (Unix milliseconds). overlap buffer_all (the default) runs one after the other, allow_all side by side. At most 1000 wait at once. An occurrence whose job is still kept is not run again.",
        Errors = [RpcErrorCode.NotFound, RpcErrorCode.TooLarge, RpcErrorCode.Overloaded, RpcErrorCode.StorageUnavailable],
        ExampleParams = """{"schedule_id":"action:backup","since":1764000000000,"until":1764086400000}""",
        ExampleResult = """{"planned":1}""",
    };

    public static RpcMethodInfo Pause { get; } = new("schedule.pause", "Holds a schedule back until it is resumed; it is durable when the answer comes.")
    {
        Description = "What runs goes on, what waits keeps waiting, and what falls into the pause is recorded as missed. Setting the same action again does not resume it.",
        Errors = [RpcErrorCode.NotFound, RpcErrorCode.Overloaded, RpcErrorCode.StorageUnavailable],
        ExampleParams = """{"schedule_id":"action:backup","note":"disk is being replaced"}""",
        ExampleResult = """{"paused":true}""",
    };

    public static RpcMethodInfo Resume { get; } = new("schedule.resume", "Lets a paused schedule run again, from now on.")
    {
        Errors = [RpcErrorCode.NotFound, RpcErrorCode.Overloaded, RpcErrorCode.StorageUnavailable],
        ExampleParams = """{"schedule_id":"action:backup"}""",
        ExampleResult = """{"paused":false}""",
    };
}
