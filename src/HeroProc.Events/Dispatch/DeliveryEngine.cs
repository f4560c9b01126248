using System.Threading.Channels;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Registration;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Dispatch;

/// <summary>
/// Brings every delivery to its end: asks flow control what may start, starts it, hears how it ended, and writes down each step.
/// Holds all unfinished deliveries except the held ones. Thread-safe.
/// </summary>
internal sealed class DeliveryEngine : ICatalogObserver, IDisposable
{
    private readonly FlowControl _flow;
    private readonly DeliveryLedger _ledger;
    private readonly AttemptRunner _attempts;
    private readonly AttemptSettlement _settlement;
    private readonly TriggerDirectory _triggers;
    private readonly TimeProvider _time;
    private readonly DispatchOptions _options;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Delivery> _unfinished = new(StringComparer.Ordinal);
    private readonly List<FlowEffect> _effects = [];
    private readonly List<Delivery> _changed = [];
    private readonly Channel<Delivery> _starts = Channel.CreateUnbounded<Delivery>();
    private readonly ITimer _timer;
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stopped;
    private int _starting;

    public DeliveryEngine(
        DeliveryLedger ledger, AttemptRunner attempts, RetryDelay retryDelay, TriggerDirectory triggers, TimeProvider time, DispatchOptions options)
    {
        (_ledger, _attempts, _settlement, _triggers, _time, _options) = (ledger, attempts, new AttemptSettlement(retryDelay), triggers, time, options);
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

    /// <summary>Attempts that are being begun or are about to be.</summary>
    public int Starting
    {
        get
        {
            lock (_lock)
            {
                return _starting;
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
        _ = Do(now =>
        {
            foreach (var delivery in deliveries)
            {
                Enter(delivery, now);
            }
        });

    /// <summary>
    /// Takes up, before anything runs, what the process before left unfinished, oldest first. All of it, so that nothing newer
    /// overtakes it.
    /// </summary>
    /// <param name="unfinished">Pending, running and waiting deliveries.</param>
    /// <param name="begun">Deliveries begun lately by triggers that have a throttle.</param>
    public void Resume(IReadOnlyList<Delivery> unfinished, IReadOnlyList<Delivery> begun) => Do(now =>
    {
        foreach (var delivery in begun)
        {
            _flow.Recall(delivery, now);
        }

        foreach (var delivery in unfinished)
        {
            Enter(delivery, now);
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
                if (_unfinished.TryGetValue(deliveryId, out var delivery) && _flow.IsRunning(delivery) && JobOutcome.IsNews(job, delivery))
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
            foreach (var (_, taken) in _flow.Adopt(before, now, at, _effects))
            {
                foreach (var delivery in taken)
                {
                    DiscardOrphan(delivery, at);
                }
            }
        });
    }

    /// <summary>A person's wish: run it again, drop it, or let it go on. The delivery given is the newest known to the index.</summary>
    /// <returns>The delivery as it is then, durable; or why not.</returns>
    public async ValueTask<RpcResult<Delivery>> CommandAsync(Delivery known, DeliveryCommand command, CancellationToken cancellationToken)
    {
        if (_ledger.IsFailing)
        {
            return RpcError.StorageUnavailable("deliveries cannot be written now");
        }

        Delivery? changed = null;
        string? refusal = null;
        var written = Do(now =>
        {
            var delivery = _unfinished.GetValueOrDefault(known.Id) ?? _ledger.Find(known.Id) ?? known;
            (changed, refusal) = DeliveryCommands.Apply(delivery, command, _flow.IsRunning(delivery), now);
            if (changed is { IsFinished: false } && _triggers.PolicyOf(delivery.TriggerId) is null)
            {
                (changed, refusal) = (null, $"The trigger '{delivery.TriggerId}' was removed, so the delivery '{delivery.Id}' cannot run. Register the trigger again, or discard the delivery.");
            }

            if (changed is null)
            {
                return;
            }

            if (changed.IsFinished)
            {
                Finish(changed, now);
            }
            else
            {
                _changed.Add(changed);
                _unfinished[changed.Id] = changed;
                _flow.Force(changed, command, now, _effects);
            }
        });
        if (changed is null)
        {
            return RpcError.Refused(refusal!);
        }

        await written.WaitAsync(cancellationToken).ConfigureAwait(false);
        return changed;
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
                _ = Do(now =>
                {
                    _starting--;
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

    private void Enter(Delivery delivery, long now)
    {
        if (delivery.IsFinished || delivery.State == DeliveryState.Held || !_unfinished.TryAdd(delivery.Id, delivery))
        {
            return;
        }

        if (delivery.State != DeliveryState.Running && _triggers.PolicyOf(delivery.TriggerId) is null)
        {
            DiscardOrphan(delivery, now);
            return;
        }

        _flow.Take(delivery, now, _effects);
        if (delivery.State == DeliveryState.Running)
        {
            // Of before a restart: whoever began it is asked how it stands.
            Begin(delivery);
        }
    }

    private void Begin(Delivery delivery)
    {
        _starting++;
        _starts.Writer.TryWrite(delivery);
    }

    private void DiscardOrphan(Delivery delivery, long now) =>
        Finish(
            delivery with
            {
                State = DeliveryState.Discarded,
                Reason = DeliveryReason.TriggerRemoved,
                LastError = $"The trigger '{delivery.TriggerId}' was removed before this was run.",
                NextAttemptAt = null,
                UpdatedAt = now,
            },
            now);

    private void Settle(Delivery delivery, AttemptOutcome outcome, long now)
    {
        var superseded = _flow.WasSuperseded(delivery);
        var after = _settlement.Settle(delivery, outcome, _triggers.PolicyOf(delivery.TriggerId), superseded, now);
        if (after.IsFinished)
        {
            Finish(after, now);
            return;
        }

        Keep(after);
        switch (outcome)
        {
            case AttemptOutcome.Failed:
                _flow.Wait(after, after.NextAttemptAt!.Value, now, _effects);
                break;
            case AttemptOutcome.NotNow later:
                _flow.NotNow(after, now + AttemptSettlement.RestMs(later));
                break;
            case AttemptOutcome.Running when superseded:
                // A newer match came while this one was being started.
                _attempts.Cancel(after);
                break;
            default:
                break;
        }
    }

    private void Finish(Delivery ended, long now)
    {
        _flow.Remove(ended, now, _effects);
        Forget(ended.Id);
        _changed.Add(ended);
    }

    private void Keep(Delivery delivery)
    {
        _unfinished[delivery.Id] = delivery;
        _changed.Add(delivery);
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

    // Everything that changes runs here, one at a time; what flow control then wants is done before the lock is left, and what
    // changed is written as one.
    private Task Do(Action<long> change)
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

            var written = _changed.Count == 0 ? Task.CompletedTask : _ledger.WriteAsync(_changed);
            _changed.Clear();
            return written;
        }
    }

    private void Carry(FlowEffect effect, long now)
    {
        switch (effect)
        {
            case FlowEffect.Start start:
                var starting = start.Delivery with { Attempt = start.Delivery.Attempt + 1 };
                _unfinished[starting.Id] = starting;
                Begin(starting);
                break;
            case FlowEffect.Lead lead:
                Keep(lead.Delivery);
                break;
            case FlowEffect.Skip skip:
                Finish(skip.Delivery with { State = DeliveryState.Skipped, Reason = skip.Reason, CarriedBy = skip.CarriedBy, NextAttemptAt = null, UpdatedAt = now }, now);
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
