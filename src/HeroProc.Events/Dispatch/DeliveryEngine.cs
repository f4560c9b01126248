using System.Threading.Channels;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Registration;
using HeroProc.Extensibility.Jobs;
using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Dispatch;

/// <summary>
/// Brings every delivery to its end: asks flow control what may start, starts it, hears how it ended, and writes down each step.
/// Holds all unfinished deliveries except the held ones. Thread-safe.
/// </summary>
internal sealed partial class DeliveryEngine : ICatalogObserver, IDisposable
{
    private readonly FlowControl _flow;
    private readonly DeliveryLedger _ledger;
    private readonly AttemptRunner _attempts;
    private readonly RetryDelay _retryDelay;
    private readonly TriggerDirectory _triggers;
    private readonly TimeProvider _time;
    private readonly DispatchOptions _options;
    private readonly ILogger<DeliveryEngine> _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Delivery> _unfinished = new(StringComparer.Ordinal);
    private readonly List<FlowEffect> _effects = [];
    private readonly Channel<Delivery> _starts = Channel.CreateUnbounded<Delivery>();
    private readonly ITimer _timer;
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stopped;

    public DeliveryEngine(
        DeliveryLedger ledger, AttemptRunner attempts, RetryDelay retryDelay, TriggerDirectory triggers, TimeProvider time, DispatchOptions options, ILogger<DeliveryEngine> logger)
    {
        (_ledger, _attempts, _retryDelay, _triggers, _time, _options, _logger) = (ledger, attempts, retryDelay, triggers, time, options, logger);
        _flow = new FlowControl(triggers);
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Unfinished deliveries in memory.</summary>
    public int Unfinished
    {
        get
        {
            lock (_lock)
            {
                return _unfinished.Count;
            }
        }
    }

    /// <summary>Takes deliveries that are durable already. Waits while memory is at its bound.</summary>
    public async ValueTask TakeAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        if (deliveries.Count == 0)
        {
            return;
        }

        while (true)
        {
            Task room;
            lock (_lock)
            {
                if (_unfinished.Count < _options.MaxUnfinished)
                {
                    break;
                }

                room = _room.Task;
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        Take(deliveries);
    }

    /// <summary>Takes deliveries that are durable already, at once, also above the bound on memory: whoever calls bounds how many.</summary>
    public void Take(IReadOnlyList<Delivery> deliveries) =>
        Do(now =>
        {
            foreach (var delivery in deliveries)
            {
                if (!delivery.IsFinished && delivery.State != DeliveryState.Held && _unfinished.TryAdd(delivery.Id, delivery))
                {
                    _flow.Take(delivery, now, _effects);
                    if (delivery.State == DeliveryState.Running)
                    {
                        // Of before a restart: whoever began it is asked how it stands.
                        _starts.Writer.TryWrite(delivery);
                    }
                }
            }
        });

    /// <summary>Begins attempts until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var starters = Enumerable.Range(0, _options.MaxStarting).Select(_ => StartAllAsync(cancellationToken));
        await Task.WhenAll(starters).ConfigureAwait(false);
        lock (_lock)
        {
            _stopped = true;
        }
    }

    /// <summary>A job changed; the end of one of ours settles its delivery.</summary>
    public void OnJobChanged(Job job)
    {
        if (job.IsFinished && job.IdempotencyKey is { } deliveryId)
        {
            Do(now =>
            {
                // The end of an attempt that was dealt with already may be told again, by the start that finds the job.
                if (_unfinished.TryGetValue(deliveryId, out var delivery) && _flow.IsRunning(delivery) && job.Attempt > delivery.JobAttempt)
                {
                    Settle(delivery, JobOutcome.Of(job), now);
                }
            });
        }
    }

    /// <inheritdoc/>
    public void OnCatalogChanged(CatalogState before, CatalogState now)
    {
        Do(at =>
        {
            foreach (var (triggerId, taken) in _flow.Adopt(before, now, at, _effects))
            {
                foreach (var delivery in taken)
                {
                    Finish(delivery, DeliveryState.Discarded, DeliveryReason.TriggerRemoved, $"The trigger '{triggerId}' was removed before this was run.", at);
                }
            }
        });
    }

    /// <summary>A person's wish: run it again, drop it, or let it go on. The delivery given is the newest known to the index.</summary>
    /// <returns>The delivery as it is then, durable; or why not.</returns>
    public async ValueTask<(Delivery? Delivery, string? Refusal)> CommandAsync(Delivery known, DeliveryCommand command)
    {
        Delivery? changed = null;
        string? refusal = null;
        Do(now =>
        {
            var delivery = _unfinished.GetValueOrDefault(known.Id) ?? _ledger.Find(known.Id) ?? known;
            (changed, refusal) = DeliveryCommands.Apply(delivery, command, _flow.IsRunning(delivery), now);
            if (changed is null)
            {
                return;
            }

            if (changed.IsFinished)
            {
                _flow.Remove(delivery, now, _effects);
                Forget(delivery.Id);
            }
            else
            {
                _unfinished[changed.Id] = changed;
                _flow.Force(changed, command, now, _effects);
            }
        });
        if (changed is not null)
        {
            await _ledger.WriteAsync(changed).ConfigureAwait(false);
        }

        return (changed, refusal);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private async Task StartAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var delivery in _starts.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                var outcome = await _attempts.StartAsync(delivery, cancellationToken).ConfigureAwait(false);
                Do(now =>
                {
                    if (_unfinished.TryGetValue(delivery.Id, out var current) && _flow.IsRunning(current) && current.Attempt == delivery.Attempt)
                    {
                        Settle(current, outcome, now);
                    }
                });
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops. What was begun is found again at the next start.
        }
    }

    private void Settle(Delivery delivery, AttemptOutcome outcome, long now)
    {
        var attempt = Math.Max(delivery.Attempt, 1);
        switch (outcome)
        {
            case AttemptOutcome.Running running:
                Keep(delivery with { State = DeliveryState.Running, Attempt = attempt, JobId = running.JobId, NextAttemptAt = null, UpdatedAt = now });
                break;
            case AttemptOutcome.Succeeded done:
                Finish(delivery with { JobId = done.JobId ?? delivery.JobId }, DeliveryState.Succeeded, null, null, now);
                break;
            case AttemptOutcome.Hopeless hopeless:
                Finish(delivery, DeliveryState.Dead, hopeless.Reason, hopeless.Reason, now);
                break;
            case AttemptOutcome.Cancelled cancelled:
                var (state, reason) = _flow.WasSuperseded(delivery) ? (DeliveryState.Skipped, DeliveryReason.Overlap) : (DeliveryState.Discarded, DeliveryReason.ByPerson);
                Finish(delivery with { JobId = cancelled.JobId, JobAttempt = cancelled.JobAttempt }, state, reason, cancelled.Reason, now);
                break;
            case AttemptOutcome.NotNow later:
                var until = now + (long)Math.Max(later.RetryAfter.TotalMilliseconds, 1);
                var put = delivery with { State = DeliveryState.Pending, Attempt = delivery.Attempt - 1, LastError = later.Why };
                _unfinished[put.Id] = put;
                _flow.NotNow(put, until);
                break;
            case AttemptOutcome.Failed failed:
                Fail(delivery, failed, now);
                break;
            default:
                throw new InvalidOperationException($"The outcome {outcome.GetType().Name} is not known.");
        }
    }

    private void Fail(Delivery delivery, AttemptOutcome.Failed failed, long now)
    {
        var tried = delivery with
        {
            JobId = failed.JobId ?? delivery.JobId,
            JobAttempt = Math.Max(failed.JobAttempt, delivery.JobAttempt),
        };
        var retry = _triggers.Find(delivery.TriggerId)?.Policy.Retry ?? new();
        if (_retryDelay.After(retry, tried.Attempt - tried.AttemptsForgiven, failed.RetryAfter) is not { } wait)
        {
            Finish(tried, DeliveryState.Dead, $"Failed {tried.Attempt} times; the last: {failed.Error}", failed.Error, now);
            return;
        }

        var next = now + (long)wait.TotalMilliseconds;
        var waiting = tried with { State = DeliveryState.Waiting, LastError = failed.Error, NextAttemptAt = next, UpdatedAt = now };
        Keep(waiting);
        _flow.Wait(waiting, next, now, _effects);
    }

    private void Finish(Delivery delivery, DeliveryState state, string? reason, string? error, long now)
    {
        _flow.Remove(delivery, now, _effects);
        Forget(delivery.Id);
        _ledger.Note(delivery with { State = state, Reason = reason, LastError = error ?? delivery.LastError, NextAttemptAt = null, UpdatedAt = now });
    }

    private void Keep(Delivery delivery)
    {
        _unfinished[delivery.Id] = delivery;
        _ledger.Note(delivery);
    }

    private void Forget(string deliveryId)
    {
        _unfinished.Remove(deliveryId);
        if (_unfinished.Count < _options.MaxUnfinished)
        {
            var room = _room;
            _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            room.TrySetResult();
        }
    }

    private void Tick() => Do(now => _flow.Tick(now, _effects));

    // Everything that changes runs here, one at a time; what flow control then wants is done before the lock is left.
    private void Do(Action<long> change)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            change(now);
            // Doing one effect may make another.
            for (var i = 0; i < _effects.Count; i++)
            {
                Carry(_effects[i], now);
            }

            _effects.Clear();
            if (!_stopped)
            {
                var due = _flow.NextDue();
                _timer.Change(due == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Clamp(due - now, 1, int.MaxValue)), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Carry(FlowEffect effect, long now)
    {
        switch (effect)
        {
            case FlowEffect.Start start:
                var starting = start.Delivery with { Attempt = start.Delivery.Attempt + 1 };
                _unfinished[starting.Id] = starting;
                _starts.Writer.TryWrite(starting);
                break;
            case FlowEffect.Skip skip:
                Finish(skip.Delivery with { CarriedBy = skip.CarriedBy }, DeliveryState.Skipped, skip.Reason, null, now);
                break;
            case FlowEffect.Cancel cancel:
                _flow.Supersede(cancel.Delivery);
                _attempts.Cancel(_unfinished.GetValueOrDefault(cancel.Delivery.Id, cancel.Delivery));
                break;
            default:
                throw new InvalidOperationException($"The effect {effect.GetType().Name} is not known.");
        }
    }
}
