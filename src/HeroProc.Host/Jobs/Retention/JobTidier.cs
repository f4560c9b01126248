using HeroProc.Host.Actions;
using HeroProc.Host.Jobs.Queue;
using HeroProc.Host.Jobs.Records;
using HeroProc.Host.Jobs.Running;

namespace HeroProc.Host.Jobs.Retention;

/// <summary>
/// Forgets finished jobs, deletes their folders and gives journal space back, a little at a time. Forgetting needs no record:
/// after a crash the same rule finds the same jobs again.
/// </summary>
internal sealed partial class JobTidier(
    JobTable table, JobLedger jobs, Ledger ledger, ActionRegistry actions, IAttemptLauncher launcher, JobsOptions options, TimeProvider time, ILogger<JobTidier> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Tidies once in each interval until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.TidyInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
#pragma warning disable CA1031 // A step that fails must not end all further ones; it is logged and tried again.
            try
            {
                await StepAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                StepFailed(exception);
            }
#pragma warning restore CA1031
        }
    }

    /// <summary>One step: at most <see cref="JobsOptions.TidyBatch"/> jobs, at most one segment.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        await ForgetAsync(cancellationToken).ConfigureAwait(false);
        if (ledger.DropUnneeded() is > 0 and var segment && await CarryOverAsync(segment, cancellationToken).ConfigureAwait(false))
        {
            ledger.DropUnneeded();
        }
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow().ToUnixTimeMilliseconds() - (long)options.Retention.TotalMilliseconds;
        var finished = table.Snapshot().Where(static entry => entry.State.IsFinished).ToArray();
        // What is past its time, then what is one too many; both oldest end first.
        var tooMany = finished.Length - options.KeptJobs;
        var taken = 0;
        foreach (var (entry, index) in finished.OrderBy(static entry => entry.State.FinishedAt).Select(static (entry, index) => (entry, index)))
        {
            var past = entry.State.FinishedAt <= until;
            if (taken >= options.TidyBatch || (!past && index >= tooMany))
            {
                return;
            }

            if (past || entry.State.Key is null)
            {
                taken += await RemoveAsync(entry, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }
            else if (!entry.FolderGone)
            {
                // Its key is promised for its whole time; its output is not.
                entry.FolderGone = launcher.DeleteFolder(entry.State.Id);
                taken++;
            }
        }
    }

    private async Task<bool> RemoveAsync(JobEntry entry, CancellationToken cancellationToken)
    {
        var finished = entry.State.FinishedAt;
        return launcher.DeleteFolder(entry.State.Id)
            && await jobs.RemoveAsync(entry, state => state.IsFinished && state.FinishedAt == finished, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> CarryOverAsync(long segment, CancellationToken cancellationToken)
    {
        if (await actions.CarryOverAsync(segment, cancellationToken).ConfigureAwait(false) is { } error)
        {
            NotCarriedOver(segment, error.Message);
            return false;
        }

        foreach (var entry in table.Snapshot().Where(entry => entry.Position.Segment == segment))
        {
            if (await jobs.CarryOverAsync(entry, cancellationToken).ConfigureAwait(false) is { } refused)
            {
                NotCarriedOver(segment, refused.Message);
                return false;
            }
        }

        return true;
    }

    [LoggerMessage(3260, LogLevel.Error, "A step of tidying the jobs failed; the next one tries again")]
    private partial void StepFailed(Exception exception);

    [LoggerMessage(3261, LogLevel.Warning, "Journal segment {Segment} of actions and jobs could not be carried over; it stays until the next step: {Reason}")]
    private partial void NotCarriedOver(long segment, string reason);
}
