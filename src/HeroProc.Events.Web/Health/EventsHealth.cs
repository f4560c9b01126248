using HeroProc.Events.Hosting;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HeroProc.Events.Web.Health;

/// <summary>
/// Tells whether events are taken and carried on, from numbers in memory: it touches no disk and never waits. Unhealthy means
/// that an event sent now would be refused.
/// </summary>
internal sealed class EventsHealth(EventsHost host, FactLog log, StoreFeeder index, IntakeOptions options) : IHealthCheck
{
    /// <summary>The name it is told under.</summary>
    public const string Name = "events";

    // Some seconds of full load: below it a question waits for the index no longer than a caller does.
    private const long MaxIndexLag = 100_000;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (!host.IsRunning)
        {
            return HealthCheckResult.Unhealthy("The extension is starting or stopping.");
        }

        if (log.Failure is { } failure)
        {
            return HealthCheckResult.Unhealthy($"The journal takes no writes ({failure}).");
        }

        if (log.Backlog > options.MaxBacklog)
        {
            return HealthCheckResult.Unhealthy($"{log.Backlog} records wait to be offered to the triggers; the limit is {options.MaxBacklog}.");
        }

        var lag = log.DurableSeq - index.AppliedSeq;
        return lag > MaxIndexLag
            ? HealthCheckResult.Degraded($"The index is {lag} records behind the journal, or is being rebuilt.")
            : HealthCheckResult.Healthy();
    }
}
