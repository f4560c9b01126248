namespace HeroProc.Host.Jobs.Running;

/// <summary>
/// What stands between the host and the program of an attempt: a fixed text for <c>/bin/sh</c>. Folder, program and arguments come as
/// its arguments and are never part of it. It outlives the host: it holds the pipes open, so that a program without a host waits
/// instead of dying, and keeps the exit code.
/// </summary>
internal static class AttemptScript
{
    public const string Begun = "begun";
    public const string Exit = "exit";
    public const string StandardOutput = "stdout";
    public const string StandardError = "stderr";

    /// <summary>
    /// Asked to end, it waits for its program, which gets the signal too. Reading pipes it opens itself never block and keep the
    /// pipe alive; the program gets ends that only write. <c>set -C</c> makes the file that says "begun" exclusive.
    /// </summary>
    public const string Text = """
        trap : HUP INT TERM
        umask 077
        __hero_start=$1
        shift
        exec </dev/null >/dev/null 2>&1 || exit 125
        exec 3<>"$__hero_start/stdout" 4<>"$__hero_start/stderr" 5>"$__hero_start/stdout" 6>"$__hero_start/stderr" || exit 125
        __hero_boot=- __hero_stat=-
        if [ -r /proc/$$/stat ]; then
          read -r __hero_boot </proc/sys/kernel/random/boot_id
          read -r __hero_stat </proc/$$/stat
        fi
        set -C
        printf '%s\n' "$$ $__hero_boot $__hero_stat" >"$__hero_start/begun" || exit 125
        set +C
        unset PWD OLDPWD SHLVL _ __hero_boot __hero_stat
        "$@" >&5 2>&6 3>&- 4>&- 5>&- 6>&-
        __hero_code=$?
        printf 'exit %s\n' "$__hero_code" >"$__hero_start/exit"
        """;

    /// <summary>The exit code that was kept, or null when there is none, or not all of it.</summary>
    public static int? ReadExit(string folder)
    {
        var path = Path.Combine(folder, Exit);
        if (!File.Exists(path))
        {
            return null;
        }

        var text = File.ReadAllText(path);
        return text.StartsWith("exit ", StringComparison.Ordinal) && text.EndsWith('\n')
            && int.TryParse(text.AsSpan(5, text.Length - 6), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var code)
            ? code
            : null;
    }
}
