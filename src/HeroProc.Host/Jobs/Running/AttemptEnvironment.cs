using System.Globalization;
using System.Text.Json;

namespace HeroProc.Host.Jobs.Running;

/// <summary>
/// The variables of a process: a few of the host's, then the spec's, then the request's, then those of the contract, then those an
/// attempt was asked for with. Nothing else of the host's environment, which may hold secrets.
/// </summary>
internal static class AttemptEnvironment
{
    /// <summary>Inputs up to this size are given in a variable too.</summary>
    public const int MaxInlineInputs = 32 * 1024;

    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The host's variables that every process gets.</summary>
    /// <param name="host">The host's own environment.</param>
    public static IReadOnlyDictionary<string, string> Base(System.Collections.IDictionary host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = DefaultPath, ["LANG"] = "C.UTF-8" };
        foreach (var name in (string[])["PATH", "HOME", "LANG", "USER"])
        {
            if (host[name] is string { Length: > 0 } value)
            {
                variables[name] = value;
            }
        }

        return variables;
    }

    /// <summary>All variables of one attempt.</summary>
    /// <param name="host">Those of <see cref="Base"/>.</param>
    /// <param name="plan">The attempt.</param>
    /// <param name="folder">The job's folder.</param>
    public static Dictionary<string, string> Of(IReadOnlyDictionary<string, string> host, AttemptPlan plan, string folder)
    {
        var variables = new Dictionary<string, string>(host, StringComparer.Ordinal);
        Add(plan.Definition.Spec.Env);
        Add(plan.Definition.Env);
        variables["HERO_ATTEMPT"] = plan.Attempt.ToString(CultureInfo.InvariantCulture);
        variables.Remove("HERO_INPUTS");
        variables.Remove("HERO_INPUTS_FILE");
        if (plan.Definition.Inputs is { } inputs)
        {
            variables["HERO_INPUTS_FILE"] = InputsPath(folder);
            var text = inputs.GetRawText();
            if (System.Text.Encoding.UTF8.GetByteCount(text) <= MaxInlineInputs)
            {
                variables["HERO_INPUTS"] = text;
            }
        }

        foreach (var name in plan.Definition.Files.Keys)
        {
            variables[name] = FilePath(folder, name);
        }

        Add(plan.Env);
        // Last, because a process is told by it to belong to the job.
        variables["HERO_JOB_ID"] = plan.JobId;
        return variables;

        void Add(IReadOnlyDictionary<string, string>? more)
        {
            foreach (var (name, value) in more ?? new Dictionary<string, string>())
            {
                variables[name] = value;
            }
        }
    }

    /// <summary>Where the inputs lie.</summary>
    public static string InputsPath(string folder) => Path.Combine(folder, "inputs.json");

    /// <summary>Where a file of the request lies.</summary>
    public static string FilePath(string folder, string variable) => Path.Combine(folder, "files", variable);

    /// <summary>The inputs as they are written.</summary>
    public static byte[] InputBytes(JsonElement inputs) => System.Text.Encoding.UTF8.GetBytes(inputs.GetRawText());
}
