using HeroProc.Extensibility.Actions;

namespace HeroProc.Host.Jobs.Running;

/// <summary>The program of an attempt and its arguments.</summary>
/// <param name="Program">The program's absolute path.</param>
/// <param name="Arguments">Its arguments, none of them read by a shell.</param>
internal sealed record AttemptCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The command, or null with the reason why it cannot be started.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="scriptPath">Where the script's text lies.</param>
    /// <param name="folder">The working directory, from which a relative program is seen.</param>
    /// <param name="path">The search path.</param>
    /// <param name="fault">The reason.</param>
    public static AttemptCommand? Of(ActionSpec spec, string scriptPath, string folder, string path, out string? fault)
    {
        IReadOnlyList<string>? words = spec.Interpreter switch
        {
            Interpreters.Bash => [File.Exists("/bin/bash") ? "/bin/bash" : "bash", scriptPath],
            Interpreters.Python3 => ["python3", scriptPath],
            Interpreters.Exec => CommandWords.Split(spec.Script ?? string.Empty, out _),
            _ => null,
        };
        if (words is null)
        {
            fault = $"interpreter '{spec.Interpreter}' does not run as a process";
            return null;
        }

        var program = Find(words[0], folder, path);
        fault = program is null ? $"there is no program '{words[0]}' that can be run" : null;
        return program is null ? null : new AttemptCommand(program, [.. words.Skip(1)]);
    }

    private static string? Find(string name, string folder, string path)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            var full = Path.Combine(folder, name);
            return IsProgram(full) ? full : null;
        }

        // An empty entry of the search path would mean the working directory, which holds what a job was sent.
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(entry => Path.Combine(entry, name))
            .FirstOrDefault(candidate => Path.IsPathRooted(candidate) && IsProgram(candidate));
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
