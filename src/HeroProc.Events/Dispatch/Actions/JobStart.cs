using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Matching;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Dispatch.Actions;

/// <summary>
/// Makes, or runs again, the job of a delivery. The delivery's id is the job's idempotency key, so a start that is repeated after a
/// crash finds the job it made.
/// </summary>
internal static class JobStart
{
    private const string AttemptVariable = "HERO_ATTEMPT";

    public static async ValueTask<AttemptOutcome> StartAsync(
        DeliveryAttempt attempt, IJobQueue jobs, DispatchOptions options, Func<JobRequest, ValueTask<JobCreation>> create, CancellationToken cancellationToken)
    {
        var delivery = attempt.Delivery;
        if (delivery.JobId is { } jobId)
        {
            var env = new Dictionary<string, string> { [AttemptVariable] = delivery.Attempt.ToString(CultureInfo.InvariantCulture) };
            var again = await jobs.RerunAsync(jobId, delivery.JobAttempt + 1, env, cancellationToken).ConfigureAwait(false);
            if (again.Succeeded)
            {
                return Outcome(again.Value!, delivery);
            }

            if (again.Error.Code != RpcErrorCode.NotFound)
            {
                return Refused(again.Error, options);
            }
        }

        var view = EventViewFactory.Open(attempt.Event, out var payload);
        using (payload)
        {
            JsonElement? inputs = null;
            if (attempt.Trigger.Mapping is { } mapping)
            {
                var rendered = mapping.Render(view, cancellationToken);
                if (!rendered.Succeeded)
                {
                    return new AttemptOutcome.Hopeless(rendered.Reason("inputs"));
                }

                inputs = rendered.Value;
            }

            var creation = await create(Request(attempt, view, inputs)).ConfigureAwait(false);
            return creation.Succeeded ? Outcome(creation.Job, delivery) : Refused(creation.Error, options);
        }
    }

    // A job found by its key may have ended while nobody listened.
    private static AttemptOutcome Outcome(Job job, Delivery delivery) =>
        JobOutcome.IsNews(job, delivery) ? JobOutcome.Of(job) : new AttemptOutcome.Running(job.Id);

    private static AttemptOutcome Refused(RpcError error, DispatchOptions options) => error.Code switch
    {
        RpcErrorCode.Overloaded or RpcErrorCode.StorageUnavailable => new AttemptOutcome.NotNow(TimeSpan.FromMilliseconds(options.RestMs), error.Message),
        RpcErrorCode.InvalidParams or RpcErrorCode.TooLarge => new AttemptOutcome.Hopeless(error.Message),
        _ => new AttemptOutcome.Failed(error.Message),
    };

    private static JobRequest Request(DeliveryAttempt attempt, EventView view, JsonElement? inputs)
    {
        var (delivery, record, trigger) = (attempt.Delivery, attempt.Event, attempt.Trigger.Trigger);
        var env = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HERO_EVENT_ID"] = record.Id,
            ["HERO_SOURCE_ID"] = record.SourceId,
            ["HERO_TRIGGER_ID"] = trigger.Id,
            ["HERO_DELIVERY_ID"] = delivery.Id,
            [AttemptVariable] = delivery.Attempt.ToString(CultureInfo.InvariantCulture),
        };
        Add(env, "HERO_WORKFLOW_ID", trigger.Action.WorkflowId);
        Add(env, "HERO_BOT_ID", trigger.Action.BotId);
        env["TRACEPARENT"] = record.Traceparent ?? OwnTrace(record.Id, delivery.Id);
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal) { ["HERO_EVENT_FILE"] = Bytes(view.AsJson()) };
        if (attempt.Carried.Count > 0)
        {
            files["HERO_BATCH_FILE"] = BatchFile.Of([.. attempt.Carried, record]);
        }

        return new JobRequest
        {
            Inputs = inputs,
            IdempotencyKey = delivery.Id,
            Tags = ["hero_events", $"source:{record.SourceId}", $"trigger:{trigger.Id}"],
            Env = env,
            Files = files,
            TimeoutMs = attempt.Trigger.Policy.TimeoutMs,
        };
    }

    private static void Add(Dictionary<string, string> env, string name, string? value)
    {
        if (value is not null)
        {
            env[name] = value;
        }
    }

    // A job can always go on with a trace. Where the sender began none, the event's id names it, so that all its jobs are in one.
    private static string OwnTrace(string eventId, string deliveryId) =>
        $"00-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(eventId))[..16])}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(deliveryId))[..8])}-01";

    private static byte[] Bytes(JsonElement json) => System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(json).ToArray();
}
