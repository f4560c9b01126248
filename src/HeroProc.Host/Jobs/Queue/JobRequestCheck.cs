using System.Text.Json;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Actions;

namespace HeroProc.Host.Jobs.Queue;

/// <summary>Checks what a job is asked to run; all faults at once.</summary>
internal sealed class JobRequestCheck(IActionRegistry actions, ActionTypes types, ActionSpecCheck specs)
{
    private const int MaxKeyLength = 256;
    private const int MaxFiles = 64;
    private static readonly JsonElement Nothing = JsonElement.Parse("null");

    /// <summary>The fault of an idempotency key, or null.</summary>
    public static RpcError? CheckKey(string? key) =>
        key is null || (key.Length is > 0 and <= MaxKeyLength && !key.Any(char.IsControl))
            ? null
            : RpcError.InvalidParam("idempotency_key", $"a key has 1 to {MaxKeyLength} characters and no control character");

    /// <summary>The spec to run, or the error.</summary>
    public RpcResult<ActionSpec> Check(JobRequest request)
    {
        var spec = FindSpec(request);
        if (!spec.Succeeded)
        {
            return spec;
        }

        var errors = new List<FieldError>();
        if (request.Spec is not null)
        {
            errors.AddRange(specs.Check(request.Spec).Select(static error => error.Under("spec")));
        }

        ActionSpecCheck.CheckTags(request.Tags, errors);
        ActionSpecCheck.CheckTimeout(request.TimeoutMs, errors);
        errors.AddRange(EnvironmentCheck.Check(request.Env, "env"));
        CheckFiles(request.Files, errors);
        if (request.Inputs is { } inputs && !JsonWhole.IsWhole(inputs))
        {
            errors.Add(new FieldError("inputs", JsonWhole.Fault));
        }
        else if (spec.Value!.InputSchema is { } schema && errors.Count == 0 && InputSchema.Parse(schema, errors) is { } parsed)
        {
            errors.AddRange(parsed.Check(request.Inputs ?? Nothing));
        }

        return errors.Count == 0 ? spec : RpcError.InvalidParams(errors);
    }

    private RpcResult<ActionSpec> FindSpec(JobRequest request)
    {
        if ((request.Action is null) == (request.Spec is null))
        {
            return RpcError.InvalidParam(string.Empty, "exactly one of action and spec is expected");
        }

        var spec = request.Spec;
        if (request.Action is not null)
        {
            spec = actions.Find(request.Action)?.Spec;
            if (spec is null)
            {
                return RpcError.NotFound("action", request.Action);
            }
        }

        if (types.Find(spec!.Interpreter) is not null)
        {
            return RpcError.Refused($"An action of interpreter '{spec.Interpreter}' does not run as a job.");
        }

        return request.Action is not null && !types.Knows(spec.Interpreter)
            ? RpcError.Refused($"The interpreter '{spec.Interpreter}' of this action is not loaded; known are {types.Known}.")
            : spec;
    }

    private static void CheckFiles(IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? files, List<FieldError> errors)
    {
        if (files is null)
        {
            return;
        }

        if (files.Count > MaxFiles)
        {
            errors.Add(new FieldError("files", $"has {files.Count} entries; at most {MaxFiles} are written"));
        }

        // The name of the variable names the file too.
        if (!files.Keys.All(EnvironmentCheck.IsName))
        {
            errors.Add(new FieldError("files", "has a name that is no variable's"));
        }
    }
}
