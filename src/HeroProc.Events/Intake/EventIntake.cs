using System.Globalization;
using HeroProc.Events.Journal;
using HeroProc.Events.Registration;
using HeroProc.Events.Sources;
using HeroProc.Events.Store;
using HeroProc.Journal;

namespace HeroProc.Events.Intake;

/// <summary>
/// The one way in. Checks an event, tells a repetition from a new one, and keeps it in the journal before it says so.
/// Thread-safe.
/// </summary>
internal sealed class EventIntake(FactLog log, SourceDirectory sources, IdGenerator ids, TimeProvider time, IntakeOptions options)
{
    private readonly Lock _lock = new();
    private readonly DuplicateWindow _seen = new(TimeSpan.FromDays(options.DuplicateWindowDays));
    private readonly Dictionary<UInt128, TaskCompletionSource> _underWay = [];

    /// <summary>Offers an event of a source. See <see cref="IEventSink.AcceptAsync"/> for the promise.</summary>
    public async ValueTask<IntakeResult> AcceptAsync(string sourceId, NewEvent newEvent)
    {
        if (sources.Find(sourceId) is not { } source)
        {
            return new IntakeResult.NoSuchSource(sourceId);
        }

        if (source.State == SourceState.Disabled)
        {
            return new IntakeResult.SourceDisabled(sourceId);
        }

        if (newEvent.Payload.Length > options.MaxPayloadBytes)
        {
            return new IntakeResult.TooLarge(options.MaxPayloadBytes);
        }

        var errors = EventChecks.Check(newEvent, options.MaxPayloadDepth);
        if (errors.Count > 0)
        {
            return new IntakeResult.Invalid(errors);
        }

        var record = Record(source, newEvent);
        return record.DedupeKey is null
            ? Answer(await log.AppendAsync(new EventAccepted(record)).ConfigureAwait(false), record.Id)
            : await AcceptOnceAsync(record).ConfigureAwait(false);
    }

    /// <summary>Fills the duplicate window at start with an event that was accepted in an earlier life.</summary>
    public void Recall(EventEntry entry)
    {
        if (entry.DedupeKey is { } key)
        {
            lock (_lock)
            {
                _seen.Remember(KeyOf(entry.SourceId, entry.Id, key), new SeenEvent(entry.Id, EventContentHash.Parse(entry.ContentHash)), (long)entry.ReceivedAt);
            }
        }
    }

    /// <summary>Fills the duplicate window at start with a key of an event that has left the log.</summary>
    public void Recall(RememberedEvent remembered)
    {
        var key = UInt128.Parse(remembered.Key, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        lock (_lock)
        {
            _seen.Remember(key, new SeenEvent(remembered.EventId, remembered.Content), remembered.At);
        }
    }

    /// <summary>What is to be remembered of an event that leaves the log; null when nothing tells a repetition of it.</summary>
    public static RememberedEvent? KeyToRemember(EventEntry entry) => entry.DedupeKey is not { } key
        ? null
        : new RememberedEvent(
            KeyOf(entry.SourceId, entry.Id, key).ToString("x32", CultureInfo.InvariantCulture), entry.Id, EventContentHash.Parse(entry.ContentHash), (long)entry.ReceivedAt);

    private static string IdKey(string eventId) => "id:" + eventId;

    // An id of the emitter's choice is one for all sources; every other key belongs to its source.
    private static UInt128 KeyOf(string sourceId, string eventId, string key) =>
        DuplicateWindow.Hash(key == IdKey(eventId) ? "" : sourceId, key);

    private async ValueTask<IntakeResult> AcceptOnceAsync(EventRecord record)
    {
        var key = KeyOf(record.SourceId, record.Id, record.DedupeKey!);
        var content = EventContentHash.Parse(EventContentHash.Of(record));
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            Task theirs;
            lock (_lock)
            {
                if (_seen.Find(key, time.GetUtcNow().ToUnixTimeMilliseconds()) is { } seen)
                {
                    // A forge that delivers again may word it anew; only an id of the emitter's choice vouches for its content.
                    return record.DedupeKey == IdKey(record.Id) && seen.Content != content
                        ? new IntakeResult.Conflict(record.Id)
                        : new IntakeResult.Accepted(seen.EventId, Duplicate: true);
                }

                if (!_underWay.TryGetValue(key, out var other))
                {
                    _underWay.Add(key, mine);
                    break;
                }

                theirs = other.Task;
            }

            // The twin is on its way to the disk; whether this one is a duplicate depends on whether that one arrives.
            await theirs.ConfigureAwait(false);
        }

        try
        {
            var result = Answer(await log.AppendAsync(new EventAccepted(record)).ConfigureAwait(false), record.Id);
            if (result is IntakeResult.Accepted)
            {
                lock (_lock)
                {
                    _seen.Remember(key, new SeenEvent(record.Id, content), (long)record.ReceivedAt);
                }
            }

            return result;
        }
        finally
        {
            lock (_lock)
            {
                _underWay.Remove(key);
            }

            mine.SetResult();
        }
    }

    private EventRecord Record(EventSource source, NewEvent newEvent)
    {
        var now = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        var id = newEvent.Id ?? ids.Next();
        return new EventRecord
        {
            Id = id,
            SourceId = source.Id,
            SourceType = source.SourceType,
            Type = newEvent.Type,
            Subject = newEvent.Subject,
            Timestamp = newEvent.Timestamp ?? now,
            ReceivedAt = now,
            ContentType = newEvent.ContentType,
            Headers = newEvent.Headers,
            DedupeKey = newEvent.Id is null ? newEvent.DedupeKey : IdKey(id),
            CorrelationId = newEvent.CorrelationId,
            CausationId = newEvent.CausationId,
            Hop = newEvent.Hop,
            Traceparent = newEvent.Traceparent,
            Forge = newEvent.Forge,
            Payload = newEvent.Payload,
        };
    }

    private IntakeResult Answer(AppendResult result, string eventId) => result switch
    {
        AppendResult.Appended => new IntakeResult.Accepted(eventId, Duplicate: false),
        AppendResult.Overloaded => new IntakeResult.Overloaded(TimeSpan.FromMilliseconds(options.RetryAfterMs)),
        AppendResult.StorageUnavailable unavailable => new IntakeResult.StorageUnavailable(unavailable.Reason.ToString()),
        _ => throw new InvalidOperationException($"The journal answered {result.GetType().Name}."),
    };
}
