using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using HeroProc.Host.Jobs.Output;

namespace HeroProc.Host.Jobs.Running;

/// <summary>Runs attempts as processes of the system, each in a session and a folder of its own.</summary>
internal sealed partial class ProcessLauncher(
    JobFolders folders, JobsOptions options, IReadOnlyDictionary<string, string> environment, TimeProvider time, ILogger<ProcessLauncher> logger) : IAttemptLauncher
{
    private const int LooksForBegun = 8;

    // By its path, because the framework looks for a bare name in the current folder too.
    private static readonly string SetSid = ((string[])["/usr/bin/setsid", "/bin/setsid", "/usr/local/bin/setsid"]).FirstOrDefault(File.Exists, "/usr/bin/setsid");
    private readonly ILogger _logger = logger;

    public string? Boot { get; } = ProcessTable.Boot();

    public async ValueTask<AttemptStart> StartAsync(AttemptPlan plan, CancellationToken cancellationToken)
    {
        HostPipes? pipes = null;
        try
        {
            var folder = folders.Of(plan.JobId);
            await WriteFilesAsync(plan, folder, cancellationToken).ConfigureAwait(false);
            var variables = AttemptEnvironment.Of(environment, plan, folder);
            var command = AttemptCommand.Of(plan.Definition.Spec, ScriptPath(folder), folder, variables.GetValueOrDefault("PATH", string.Empty), out var fault);
            if (command is null)
            {
                return new AttemptStart.Failed($"The attempt could not be started: {fault}.");
            }

            var start = folders.OfStart(plan.JobId, plan.Attempt, plan.Start);
            JobFolders.Create(start);
            HostPipes.Make(start);
            pipes = HostPipes.Open(start);
            return new AttemptStart.Running(Spawn(plan, folder, start, command, variables, pipes));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception)
        {
            pipes?.Close();
            NotStarted(exception, plan.JobId, plan.Attempt);
            return new AttemptStart.Failed($"The attempt could not be started: {Words(exception)}.");
        }
    }

    public async ValueTask<AttemptFinding> FindAsync(string jobId, int attempt, int start, string? boot, CancellationToken cancellationToken)
    {
        var folder = folders.OfStart(jobId, attempt, start);
        var path = Path.Combine(folder, AttemptScript.Begun);
        if (boot != Boot)
        {
            // After a power cut a file that is missing proves nothing: it may not have reached the disk.
            return Directory.Exists(folder) && AttemptScript.ReadExit(folder) is { } code ? new AttemptFinding.Exited(code) : new AttemptFinding.Gone();
        }

        if (!Directory.Exists(folder) || (!File.Exists(path) && BegunFile.TryPrevent(path)))
        {
            return new AttemptFinding.NeverBegun();
        }

        var begun = await ReadBegunAsync(path, cancellationToken).ConfigureAwait(false);
        if (begun is { Process: null })
        {
            return new AttemptFinding.NeverBegun();
        }

        if (begun is not null && begun.Boot == Boot && ProcessTable.IsAlive(begun.Process.Value, begun.StartTicks))
        {
            return new AttemptFinding.Alive(Adopt(folder, begun));
        }

        if (begun is not null)
        {
            ProcessTable.KillSession(begun.Process.Value, $"HERO_JOB_ID={jobId}");
        }

        return AttemptScript.ReadExit(folder) is { } exit ? new AttemptFinding.Exited(exit) : new AttemptFinding.Gone();
    }

    public void TrimAttempts(string jobId)
    {
        var starts = folders.Starts(jobId);
        foreach (var (attempt, start) in starts.Take(Math.Max(0, starts.Count - options.KeptAttempts + 1)))
        {
            try
            {
                folders.DeleteStart(jobId, attempt, start);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                NotDeleted(exception, jobId);
            }
        }
    }

    public bool DeleteFolder(string jobId)
    {
        try
        {
            folders.Delete(jobId);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            NotDeleted(exception, jobId);
            return false;
        }
    }

    private static string ScriptPath(string folder) => Path.Combine(folder, "script");

    private static async ValueTask WriteFilesAsync(AttemptPlan plan, string folder, CancellationToken cancellationToken)
    {
        JobFolders.Create(folder);
        if (plan.Definition.Spec is { Script: { } script, Interpreter: not Interpreters.Exec })
        {
            await JobFolders.WriteAsync(ScriptPath(folder), Encoding.UTF8.GetBytes(script), cancellationToken).ConfigureAwait(false);
        }

        if (plan.Definition.Inputs is { } inputs)
        {
            await JobFolders.WriteAsync(AttemptEnvironment.InputsPath(folder), AttemptEnvironment.InputBytes(inputs), cancellationToken).ConfigureAwait(false);
        }

        foreach (var (name, content) in plan.Definition.Files)
        {
            JobFolders.Create(Path.Combine(folder, "files"));
            await JobFolders.WriteAsync(AttemptEnvironment.FilePath(folder, name), content, cancellationToken).ConfigureAwait(false);
        }
    }

    private RunningProcess Spawn(
        AttemptPlan plan, string folder, string start, AttemptCommand command, Dictionary<string, string> variables, HostPipes pipes)
    {
        // setsid makes the process lead a session and a group of its own; as it is no leader yet, it keeps its number.
        var info = new ProcessStartInfo(SetSid) { WorkingDirectory = folder, UseShellExecute = false };
        foreach (var argument in (string[])["/bin/sh", "-c", AttemptScript.Text, "hero-attempt", JobFolders.StartName(plan.Attempt, plan.Start), command.Program, .. command.Arguments])
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            info.Environment[name] = value;
        }

        var log = new OutputLog(start, options.LogBytes, time, _logger);
        var process = Process.Start(info) ?? throw new IOException("the system started no process");
        return new RunningProcess(process.Id, start, pipes, log, token => EndAsync(process, token), time, _logger);
    }

    private RunningProcess Adopt(string folder, BegunFile begun)
    {
        var log = new OutputLog(folder, options.LogBytes, time, _logger);
        HostPipes? pipes = null;
        try
        {
            pipes = HostPipes.Open(folder);
        }
        catch (IOException exception)
        {
            NoPipes(exception);
        }

        return new RunningProcess(begun.Process!.Value, folder, pipes, log, token => GoneAsync(begun, token), time, _logger);
    }

    private static async Task<int?> EndAsync(Process process, CancellationToken cancellationToken)
    {
        using (process)
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode;
        }
    }

    /// <summary>An adopted process is nobody's child here: it is looked at until it is gone.</summary>
    private async Task<int?> GoneAsync(BegunFile begun, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.PollInterval, time);
        while (ProcessTable.IsAlive(begun.Process!.Value, begun.StartTicks))
        {
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>The file is made and filled in two steps; a process killed between them leaves it empty for ever.</summary>
    private async ValueTask<BegunFile?> ReadBegunAsync(string path, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.PollInterval, time);
        for (var look = 0; look < LooksForBegun; look++)
        {
            if (BegunFile.Read(path) is { } begun)
            {
                return begun;
            }

            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private static string Words(Exception exception) => exception switch
    {
        Win32Exception => "the program setsid, which every job needs, cannot be run, or the arguments are too long",
        UnauthorizedAccessException => "the host may not write the job's folder",
        _ => "the disk refused the job's files",
    };

    [LoggerMessage(3240, LogLevel.Warning, "Attempt {Attempt} of job {Job} could not be started")]
    private partial void NotStarted(Exception exception, string job, int attempt);

    [LoggerMessage(3242, LogLevel.Warning, "The pipes of an adopted process are gone; it is watched, its further output is not kept")]
    private partial void NoPipes(Exception exception);

    [LoggerMessage(3241, LogLevel.Warning, "Something of the folder of job {Job} could not be deleted; it is tried again")]
    private partial void NotDeleted(Exception exception, string job);
}
