using HeroProc.Events.Store;
using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Retention;

/// <summary>Looks now and then whether some of the log has had its time. What fails is tried again; it never stops the host.</summary>
internal sealed partial class RetentionLoop(RetentionPass pass, RetentionOptions options, TimeProvider time, ILogger<RetentionLoop> logger)
{
    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(options.CheckMinutes), time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var outcome = await pass.RunAsync(cancellationToken).ConfigureAwait(false);
                if (outcome.Failure is { } failure)
                {
                    LogNotShortened(failure, options.CheckMinutes);
                }
                else if (outcome.Segments + outcome.Events > 0)
                {
                    LogShortened(outcome.Segments, outcome.Bytes, outcome.Events, outcome.Carried, outcome.KeptFrom);
                }
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or StoreDamagedException)
            {
                LogFailed(exception, options.CheckMinutes);
            }
        }
    }
}
