using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Jobs.Running;

namespace HeroProc.Host.Actions;

/// <summary>Checks a spec before it is stored; all faults at once, with paths seen from the spec.</summary>
internal sealed class ActionSpecCheck(ActionTypes types)
{
    /// <summary>The most bytes of a script's text.</summary>
    public const int MaxScriptBytes = 1024 * 1024;

    /// <summary>The longest one attempt may be allowed, in milliseconds: 30 days.</summary>
    public const long MaxTimeoutMs = 30L * 24 * 60 * 60 * 1000;

    private const int MaxTags = 32;
    // A schedule tags the jobs of its action with the action's whole name.
    private const int MaxTagLength = 128;

    public List<FieldError> Check(ActionSpec spec)
    {
        var errors = new List<FieldError>();
        CheckProgram(spec, errors);
        errors.AddRange(EnvironmentCheck.Check(spec.Env, "env"));
        CheckTimeout(spec.TimeoutMs, errors);
        CheckRetry(spec.RetryPolicy, errors);
        CheckTags(spec.Tags, errors);
        if (spec.Webhook is { } webhook && !JsonWhole.IsWhole(webhook))
        {
            errors.Add(new FieldError("webhook", JsonWhole.Fault));
        }

        CheckSchema(spec.InputSchema, errors);

        if (spec.SchedulePolicy is { } policy)
        {
            errors.AddRange(types.Scheduler is { } scheduler
                ? scheduler.Check(policy).Select(static error => error.Under("schedule_policy"))
                : [new FieldError("schedule_policy", "this host has no scheduler; leave it out")]);
        }

        return errors;
    }

    /// <summary>Labels of an action or a job.</summary>
    public static void CheckTags(IReadOnlyList<string>? tags, List<FieldError> errors)
    {
        if (tags is null)
        {
            return;
        }

        if (tags.Count > MaxTags)
        {
            errors.Add(new FieldError("tags", $"has {tags.Count} entries; at most {MaxTags} are kept"));
        }

        for (var i = 0; i < tags.Count; i++)
        {
            if (tags[i] is not { Length: > 0 and <= MaxTagLength } tag || tag.Any(char.IsControl))
            {
                errors.Add(new FieldError($"tags[{i}]", $"a tag has 1 to {MaxTagLength} characters and no control character"));
            }
        }
    }

    /// <summary>A time limit of an action or a job.</summary>
    public static void CheckTimeout(long? timeoutMs, List<FieldError> errors)
    {
        if (timeoutMs is < 0 or > MaxTimeoutMs)
        {
            errors.Add(new FieldError("timeout_ms", $"{timeoutMs} is not between 0 (no limit) and {MaxTimeoutMs}"));
        }
    }

    private void CheckProgram(ActionSpec spec, List<FieldError> errors)
    {
        if (!types.Knows(spec.Interpreter ?? string.Empty))
        {
            errors.Add(new FieldError("interpreter", $"'{spec.Interpreter}' is not known; known are {types.Known}"));
            return;
        }

        var isProcess = Interpreters.All.Contains(spec.Interpreter, StringComparer.Ordinal);
        if (isProcess && string.IsNullOrWhiteSpace(spec.Script))
        {
            errors.Add(new FieldError("script", $"interpreter '{spec.Interpreter}' needs one"));
        }
        else if (spec.Script is { } script)
        {
            CheckScript(spec.Interpreter!, script, errors);
        }

        if (isProcess && spec.Webhook is not null)
        {
            errors.Add(new FieldError("webhook", "only an action of interpreter webhook has one"));
        }

        if (isProcess && spec.Run is not null)
        {
            errors.Add(new FieldError("run", "only an action of interpreter webhook has one"));
        }
    }

    private static void CheckSchema(System.Text.Json.JsonElement? schema, List<FieldError> errors)
    {
        if (schema is { } given && !JsonWhole.IsWhole(given))
        {
            errors.Add(new FieldError("input_schema", JsonWhole.Fault));
        }
        else if (schema is not null)
        {
            _ = InputSchema.Parse(schema.Value, errors);
        }
    }

    private static void CheckScript(string interpreter, string script, List<FieldError> errors)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(script) > MaxScriptBytes)
        {
            errors.Add(new FieldError("script", $"is longer than {MaxScriptBytes} bytes; put it into a file and run that"));
        }
        else if (script.Contains('\0', StringComparison.Ordinal))
        {
            errors.Add(new FieldError("script", "holds a NUL character"));
        }
        else if (interpreter == Interpreters.Exec && CommandWords.Split(script, out var fault) is null)
        {
            errors.Add(new FieldError("script", fault!));
        }
    }

    private static void CheckRetry(RetryPolicy? policy, List<FieldError> errors)
    {
        if (policy is null)
        {
            return;
        }

        const long MaxMs = 30L * 24 * 60 * 60 * 1000;
        Range(policy.MaxAttempts is >= 1 and <= 1000, "max_attempts", $"{policy.MaxAttempts} is not between 1 and 1000");
        Range(policy.DelayMs is >= 0 and <= MaxMs, "delay_ms", $"{policy.DelayMs} is not between 0 and {MaxMs}");
        Range(policy.Multiplier is >= 1 and <= 10, "multiplier", "is not between 1 and 10");
        Range(policy.MaxDelayMs is >= 0 and <= MaxMs, "max_delay_ms", $"{policy.MaxDelayMs} is not between 0 and {MaxMs}");
        Range(policy.StabilityPeriodMs is >= 0 and <= MaxMs, "stability_period_ms", $"{policy.StabilityPeriodMs} is not between 0 (never) and {MaxMs}");

        void Range(bool holds, string field, string message)
        {
            if (!holds)
            {
                errors.Add(new FieldError($"retry_policy.{field}", message));
            }
        }
    }
}
