using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Store;

/// <summary>Copies the index now and then, once it holds something new. A page found damaged while copying has the index rebuilt.</summary>
internal sealed partial class BackupLoop(StoreFeeder index, string folder, BackupOptions options, TimeProvider time, ILogger<BackupLoop> logger)
{
    private long _copiedSeq = -1;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (options.IntervalMinutes == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(options.IntervalMinutes), time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await CopyAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes one copy, unless the last one is of the same state.</summary>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        if (index.AppliedSeq == _copiedSeq)
        {
            return;
        }

        try
        {
            var copy = await index.AskAsync(store => store.BackupAsync(folder, options.Keep, cancellationToken), cancellationToken).ConfigureAwait(false);
            _copiedSeq = copy.AppliedSeq;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or StoreDamagedException)
        {
            LogFailed(exception, options.IntervalMinutes);
        }
    }
}
