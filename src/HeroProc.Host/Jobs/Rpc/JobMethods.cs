using HeroProc.Extensibility.Rpc;

namespace HeroProc.Host.Jobs.Rpc;

/// <summary>What discovery tells of the <c>job.*</c> methods.</summary>
internal static class JobMethods
{
    public static RpcMethodInfo Create { get; } = new("job.create", "Makes a job of an action or of a spec; it is durable when the answer comes.")
    {
        Description = "Two calls with one idempotency_key make one job, as long as it is kept: 7 days after its end at least. Inputs reach the process as JSON in the file HERO_INPUTS_FILE and, up to 32 KiB, in HERO_INPUTS; they are never put into a script or a command line.",
        Errors = [RpcErrorCode.NotFound, RpcErrorCode.Refused, RpcErrorCode.Overloaded, RpcErrorCode.TooLarge, RpcErrorCode.StorageUnavailable],
        ExampleParams = """{"spec":{"interpreter":"exec","script":"true"},"idempotency_key":"example-1"}""",
        ExampleResult = """{"job_id":"0193a1c2-7b1e-7c3a-9d52-1f0e8a6b4c21","created":true}""",
    };

    public static RpcMethodInfo Get { get; } = new("job.get", "One job, with its spec and inputs.")
    {
        Errors = [RpcErrorCode.NotFound],
        ExampleParams = """{"job_id":"0193a1c2-7b1e-7c3a-9d52-1f0e8a6b4c21"}""",
    };

    public static RpcMethodInfo List { get; } = new("job.list", "Jobs, newest first, without spec and inputs, a page at a time.")
    {
        ExampleParams = """{"phase":"failed","limit":10}""",
        ExampleResult = """{"jobs":[]}""",
    };

    public static RpcMethodInfo Cancel { get; } = new("job.cancel", "Cancels a job that has not finished, and answers once its processes are gone.")
    {
        Description = "Its process group gets SIGTERM, and SIGKILL after a grace. A finished job is answered as it is.",
        Errors = [RpcErrorCode.NotFound, RpcErrorCode.Overloaded, RpcErrorCode.StorageUnavailable],
        ExampleParams = """{"job_id":"0193a1c2-7b1e-7c3a-9d52-1f0e8a6b4c21","reason":"not needed any more"}""",
    };

    public static RpcMethodInfo Logs { get; } = new("job.logs", "What a job has written, line by line, of one attempt or of all that are kept.")
    {
        Description = "Of each attempt the beginning and the end are kept within a fixed size; a line in between says how many lines were cut out, and truncated is true then.",
        Errors = [RpcErrorCode.NotFound],
        ExampleParams = """{"job_id":"0193a1c2-7b1e-7c3a-9d52-1f0e8a6b4c21","limit":100}""",
        ExampleResult = """{"lines":[{"attempt":1,"stream":"stdout","at":1764000000000,"line":"hello"}],"truncated":false}""",
    };
}
