using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HeroProc.Journal;

namespace HeroProc.Events.Journal;

/// <summary>Facts to journal records and back. The payload of an event is the record's body, so it is never escaped or copied.</summary>
internal static class FactCodec
{
    public static JournalRecord Encode(Fact fact) => fact switch
    {
        ConfigurationChanged changed => Encode(changed, FactJson.Default.ConfigurationChanged),
        EventAccepted accepted => new JournalRecord(
            (byte)FactKind.EventAccepted,
            JsonSerializer.SerializeToUtf8Bytes(accepted.Event, FactJson.Default.EventRecord),
            accepted.Event.Payload),
        EventRouted routed => Encode(routed, FactJson.Default.EventRouted),
        DeliveriesChanged changed => Encode(changed, FactJson.Default.DeliveriesChanged),
        EventCarried carried => new JournalRecord(
            (byte)FactKind.EventCarried,
            JsonSerializer.SerializeToUtf8Bytes(carried, FactJson.Default.EventCarried),
            carried.Event.Payload),
        KeysRemembered keys => Encode(keys, FactJson.Default.KeysRemembered),
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact.GetType().Name, "This fact has no form on disk."),
    };

    /// <exception cref="InvalidDataException">The record was written by a later version, or by another program.</exception>
    public static Fact Decode(in JournalEntry entry)
    {
        try
        {
            return (FactKind)entry.Kind switch
            {
                FactKind.ConfigurationChanged => Decode(entry, FactJson.Default.ConfigurationChanged),
                FactKind.EventAccepted => new EventAccepted(Decode(entry, FactJson.Default.EventRecord) with { Payload = entry.Body }),
                FactKind.EventRouted => Decode(entry, FactJson.Default.EventRouted),
                FactKind.DeliveriesChanged => Decode(entry, FactJson.Default.DeliveriesChanged),
                FactKind.EventCarried => WithPayload(Decode(entry, FactJson.Default.EventCarried), entry.Body),
                FactKind.KeysRemembered => Decode(entry, FactJson.Default.KeysRemembered),
                _ => throw new InvalidDataException($"Record {entry.Seq} of the journal has the unknown kind {entry.Kind}: it was written by a later version."),
            };
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"Record {entry.Seq} of the journal is whole but cannot be read: it was written by another version.", exception);
        }
    }

    private static EventCarried WithPayload(EventCarried carried, ReadOnlyMemory<byte> payload) =>
        carried with { Event = carried.Event with { Payload = payload } };

    private static JournalRecord Encode<T>(T fact, JsonTypeInfo<T> type)
        where T : Fact =>
        new((byte)fact.Kind, JsonSerializer.SerializeToUtf8Bytes(fact, type));

    private static T Decode<T>(in JournalEntry entry, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(entry.Head.Span, type)
        ?? throw new InvalidDataException($"Record {entry.Seq} of the journal is empty.");
}
