using System.Threading.Channels;
using HeroProc.Events.Intake;
using HeroProc.Events.Registration;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace HeroProc.Events.Sources;

/// <summary>
/// Keeps every source that runs running: starts it when it is registered, starts it anew when it changes or fails, stops it when it is
/// disabled or removed. One loop decides; each source runs in a task of its own.
/// </summary>
internal sealed partial class SourceRunner(SourceTypes types, EventIntake intake, TimeProvider time, ILogger<SourceRunner> logger) : ICatalogObserver
{
    // Only the newest state matters; a change that comes while the loop works replaces the one before.
    private readonly Channel<CatalogState> _states = Channel.CreateBounded<CatalogState>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly Dictionary<string, RunningSource> _running = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void OnCatalogChanged(CatalogState before, CatalogState now) => _states.Writer.TryWrite(now);

    /// <summary>Runs the sources until cancelled, then waits for all of them to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var state in _states.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await AdoptAsync(state, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }

        foreach (var id in _running.Keys.ToList())
        {
            await StopAsync(id).ConfigureAwait(false);
        }
    }

    private async Task AdoptAsync(CatalogState state, CancellationToken cancellationToken)
    {
        foreach (var (id, running) in _running.ToList())
        {
            if (!state.Sources.TryGetValue(id, out var source) || source.State == SourceState.Disabled || !running.IsSameAs(source))
            {
                await StopAsync(id).ConfigureAwait(false);
            }
        }

        foreach (var source in state.Sources.Values)
        {
            if (source.State != SourceState.Disabled && !_running.ContainsKey(source.Id) && types.Find(source.SourceType) is { } type)
            {
                var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                _running.Add(source.Id, new RunningSource(source, stop, RunOneAsync(type, source, stop.Token)));
            }
        }
    }

    private async Task StopAsync(string id)
    {
        _running.Remove(id, out var running);
        await running!.StopAsync().ConfigureAwait(false);
    }

    private async Task RunOneAsync(IEventSourceType type, EventSource source, CancellationToken cancellationToken)
    {
        var retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                // A time-out inside a source is a cancellation too; only that of this source itself is its end.
                ShouldHandle = new PredicateBuilder().Handle<Exception>(exception => exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromMinutes(5),
                OnRetry = failed =>
                {
                    LogFailed(failed.Outcome.Exception, source.Id, source.SourceType, failed.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        try
        {
            // Off the loop's own thread: a source that works before it first waits must not hold up the others.
            await Task.Yield();
            await retry.ExecuteAsync(async token => await type.RunAsync(source, new Sink(intake, source.Id), token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped by a change or with the host.
        }
    }

    private sealed class Sink(EventIntake intake, string sourceId) : IEventSink
    {
        public ValueTask<IntakeResult> AcceptAsync(NewEvent newEvent, CancellationToken cancellationToken) => intake.AcceptAsync(sourceId, newEvent);
    }

    private sealed record RunningSource(EventSource Source, CancellationTokenSource Stop, Task Task)
    {
        // Holding and releasing a source changes what becomes of its events, not how they are gathered.
        public bool IsSameAs(EventSource other) =>
            ReferenceEquals(Source, other)
            || (Source.SourceType == other.SourceType && Source.Config?.GetRawText() == other.Config?.GetRawText());

        public async Task StopAsync()
        {
            await Stop.CancelAsync().ConfigureAwait(false);
            await Task.ConfigureAwait(false);
            Stop.Dispose();
        }
    }
}
