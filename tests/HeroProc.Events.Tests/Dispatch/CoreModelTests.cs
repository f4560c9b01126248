using System.Globalization;
using System.Text;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Sources;
using HeroProc.Events.Store;
using HeroProc.Events.TestKit;
using HeroProc.Events.Triggers;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Schedules;

namespace HeroProc.Events.Tests.Dispatch;

/// <summary>Random sequences of what people, senders, jobs, disks and power do, checked against what was acknowledged.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CoreModelTests
{
    private const int SequencesACase = 15;

    private static readonly TriggerPolicy?[] _policies =
    [
        null,
        new() { MaxConcurrent = 1 },
        new() { Ordered = true },
        new() { MaxConcurrent = 1, Overlap = Overlap.Skip },
        new() { Overlap = Overlap.CancelOther },
        new() { Overlap = Overlap.BufferOne, ExpiresAfterMs = 5000 },
        new() { DebounceMs = 700 },
        new() { Batch = new() { Max = 3, WindowMs = 2000 } },
        new() { Throttle = new() { Count = 2, PeriodMs = 3000 }, Retry = new(MaxAttempts: 2) },
        new() { Key = "{{ data.n | modulo: 3 }}", MaxConcurrent = 1 },
        new() { DedupeKey = "{{ data.n | modulo: 7 }}" },
    ];

    [Test]
    public async Task NothingAcknowledgedIsLost_AndEveryDeliveryEnds([Range(1, 16)] int part)
    {
        for (var i = 0; i < SequencesACase; i++)
        {
            var seed = (part * 1000) + i;
            var story = new StringBuilder().Append(CultureInfo.InvariantCulture, $"seed {seed}:");
            try
            {
                await using var sequence = new Sequence(seed, story);
                await sequence.RunAsync();
            }
            catch (Exception exception) when (exception is not AssertionException)
            {
                throw new AssertionException($"{story}\n{exception}", exception);
            }
        }
    }

    private sealed class Sequence(int seed, StringBuilder story) : IAsyncDisposable
    {
        private readonly Random _random = new(seed);
        private readonly EventsRig _rig = new(seed);
        private readonly Dictionary<string, string> _acknowledged = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HashSet<string>> _due = new(StringComparer.Ordinal);
        private readonly HashSet<string> _triggers = new(StringComparer.Ordinal);
        private int _number;

        public async Task RunAsync()
        {
            await _rig.StartAsync();
            await _rig.SetAsync(Some.Source("s"));
            for (var step = 0; step < 40; step++)
            {
                await StepAsync();
            }

            story.Append(" | end");
            await HealAsync();
            await FinishAsync();
            await CheckAsync();
        }

        public ValueTask DisposeAsync() => _rig.DisposeAsync();

        private async Task StepAsync()
        {
            switch (_random.Next(20))
            {
                case < 6:
                    await EmitAsync(newKey: true);
                    break;
                case 6:
                    await EmitAsync(newKey: false);
                    break;
                case 7:
                    await RegisterAsync();
                    break;
                case 8 when _triggers.Count > 1:
                    await UnregisterAsync();
                    break;
                case 9:
                    await CrashAsync();
                    break;
                case 10:
                    story.Append(" hold/resume");
                    await ChangeAsync(token => _rig.Life.Registrar.ChangeSourceAsync(
                        "s", static source => source with { State = source.State == SourceState.Held ? SourceState.Active : SourceState.Held }, token));
                    break;
                case 11:
                    await CommandAsync();
                    break;
                case 12 or 13:
                    var pause = TimeSpan.FromMilliseconds(_random.Next(1, 3000));
                    story.Append(CultureInfo.InvariantCulture, $" +{pause.TotalMilliseconds}ms");
                    _rig.Time.Advance(pause);
                    break;
                case 14:
                    story.Append(" dies-soon");
                    _rig.Disk.KillAfter = _random.Next(1, 12);
                    break;
                case 15:
                    await _rig.IdleAsync(orDead: true);
                    break;
                default:
                    EndAJob();
                    break;
            }
        }

        private async Task EmitAsync(bool newKey)
        {
            var key = newKey || _keys.Count == 0 ? $"k{_number}" : _keys.Keys.ElementAt(_random.Next(_keys.Count));
            var payload = $"{{\"n\":{_number++}}}";
            // Who is registered now must be offered it: a change is answered only once the events before it were offered.
            var due = _triggers.ToHashSet(StringComparer.Ordinal);
            var result = await _rig.Life.Intake.AcceptAsync("s", Some.Event(payload: payload) with { DedupeKey = key });
            story.Append(CultureInfo.InvariantCulture, $" emit({key})={result.GetType().Name}");
            if (result is IntakeResult.Accepted accepted)
            {
                if (_keys.TryGetValue(key, out var known))
                {
                    Assert.That(accepted, Is.EqualTo(new IntakeResult.Accepted(known, Duplicate: true)), story.ToString());
                }
                else
                {
                    Assert.That(accepted.Duplicate, Is.False, story.ToString());
                    _keys[key] = accepted.EventId;
                    _acknowledged[accepted.EventId] = payload;
                    _due[accepted.EventId] = due;
                }
            }
        }

        private async Task RegisterAsync()
        {
            var id = $"t{_random.Next(4)}";
            var policy = _policies[_random.Next(_policies.Length)];
            story.Append(CultureInfo.InvariantCulture, $" set({id},{Array.IndexOf(_policies, policy)})");
            var result = await ChangeAsync(token => _rig.Life.Registrar.SetAsync(null, Some.Trigger(id, "s", policy), token));
            _ = result ? _triggers.Add(id) : _triggers.Remove(id);
        }

        private async Task UnregisterAsync()
        {
            var id = _triggers.ElementAt(_random.Next(_triggers.Count));
            story.Append(CultureInfo.InvariantCulture, $" remove({id})");
            _triggers.Remove(id);
            await ChangeAsync(token => _rig.Life.Registrar.RemoveAsync(null, id, token));
        }

        // A change whose routing never comes by, because the disk died, is answered by the crash.
        private async Task<bool> ChangeAsync<T>(Func<CancellationToken, ValueTask<HeroProc.Extensibility.Rpc.RpcResult<T>>> change)
        {
            using var died = new CancellationTokenSource();
            var task = change(died.Token).AsTask();
            while (!task.IsCompleted)
            {
                await Task.Yield();
                if (_rig.IsDead)
                {
                    await died.CancelAsync();
                    break;
                }
            }

            try
            {
                return (await task).Succeeded;
            }
            catch (OperationCanceledException)
            {
                await CrashAsync();
                return false;
            }
        }

        private async Task CommandAsync()
        {
            var all = await _rig.Store.ListDeliveriesAsync(new DeliveryFilter { Limit = 1000 }, default);
            if (all.Count > 0)
            {
                var delivery = all[_random.Next(all.Count)];
                var command = (DeliveryCommand)_random.Next(3);
                story.Append(CultureInfo.InvariantCulture, $" {command}({delivery.Id[..8]},{delivery.State})");
                _ = _rig.Life.Engine.CommandAsync(delivery, command, CancellationToken.None).AsTask();
            }
        }

        private async Task CrashAsync()
        {
            var power = _random.Next(2) == 0;
            story.Append(power ? " POWER" : " CRASH");
            await _rig.CrashAndRestartAsync(power);
        }

        private void EndAJob()
        {
            var open = _rig.Jobs.Open;
            if (open.Count > 0)
            {
                var phase = _random.Next(10) switch { < 6 => JobPhase.Succeeded, < 8 => JobPhase.Failed, 8 => JobPhase.TimedOut, _ => JobPhase.Cancelled };
                story.Append(CultureInfo.InvariantCulture, $" job={phase}");
                _rig.Jobs.TryEnd(open[_random.Next(open.Count)].Id, phase);
            }
        }

        private async Task HealAsync()
        {
            await _rig.CrashAndRestartAsync();
            await _rig.Life.Registrar.ChangeSourceAsync("s", static source => source with { State = SourceState.Active }, default);
        }

        private async Task FinishAsync()
        {
            for (var round = 0; round < 400; round++)
            {
                await _rig.IdleAsync();
                foreach (var job in _rig.Jobs.Open)
                {
                    _rig.Jobs.TryEnd(job.Id, JobPhase.Succeeded);
                }

                var all = await _rig.DeliveriesAsync();
                foreach (var held in all.Where(static delivery => delivery.State == DeliveryState.Held))
                {
                    var command = _rig.Life.Triggers.PolicyOf(held.TriggerId) is null ? DeliveryCommand.Discard : DeliveryCommand.Release;
                    await _rig.Life.Engine.CommandAsync(held, command, default);
                }

                if (all.All(static delivery => delivery.IsFinished))
                {
                    return;
                }

                _rig.Time.Advance(TimeSpan.FromSeconds(5));
            }

            Assert.Fail($"{story}\nNot at their end: {string.Join("\n", (await _rig.DeliveriesAsync()).Where(static delivery => !delivery.IsFinished))}");
        }

        private async Task CheckAsync()
        {
            await _rig.IdleAsync();
            var events = (await _rig.Store.ListEventsForwardAsync(0, 0, 10_000, default)).ToDictionary(static entry => entry.Id);
            var deliveries = await _rig.DeliveriesAsync();
            Assert.Multiple(() =>
            {
                foreach (var (id, payload) in _acknowledged)
                {
                    Assert.That(events.GetValueOrDefault(id)?.Routed, Is.True, $"{story}\nThe event {id} was acknowledged.");
                    Assert.That(Encoding.UTF8.GetString(_rig.Life.Log.ReadEvent(events[id].Position)!.Payload.Span), Is.EqualTo(payload));
                    Assert.That(events[id].MatchedTriggers, Is.SupersetOf(_due[id]), $"{story}\nThe event {id} was not offered to all.");
                    Assert.That(deliveries.Where(delivery => delivery.EventId == id).Select(static delivery => delivery.TriggerId), Is.EquivalentTo(events[id].MatchedTriggers), $"{story}\nOne delivery a match.");
                }

                Assert.That(_rig.Jobs.Jobs.Select(static job => job.IdempotencyKey), Is.Unique, story.ToString());
                Assert.That(_rig.Jobs.Jobs.Select(static job => job.IdempotencyKey), Is.SubsetOf(deliveries.Select(static delivery => delivery.Id)), story.ToString());
                Assert.That(deliveries.Where(static delivery => delivery.State != DeliveryState.Succeeded).Select(static delivery => delivery.Reason), Is.All.Not.Null, story.ToString());
                Assert.That(_rig.Life.Engine.Unfinished, Is.Zero, story.ToString());
                foreach (var carried in deliveries.Where(static delivery => delivery.Reason == DeliveryReason.Batched))
                {
                    Assert.That(deliveries.Single(delivery => delivery.Id == carried.CarriedBy).Carries, Does.Contain(carried.EventSeq), $"{story}\nA batch without its member.");
                }
            });
        }
    }
}
