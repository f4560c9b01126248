using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using HeroProc.Events.Intake;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>The body of a notification whose trigger has no template: <c>{type, timestamp, data}</c>, as Standard Webhooks recommends.</summary>
internal static class NotifyBody
{
    private const ulong EndOfYear9999 = 253_402_300_799_999;

    /// <summary>The body.</summary>
    /// <param name="record">The event.</param>
    /// <param name="view">What is told of it.</param>
    /// <param name="carried">The further events of a batch, oldest first; they come as <c>batch</c>.</param>
    public static ReadOnlyMemory<byte> Of(EventRecord record, EventView view, IReadOnlyList<EventRecord> carried)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", record.Type);
            writer.WriteString("timestamp", Rfc3339(record));
            writer.WritePropertyName("data");
            WriteRaw(writer, view);
            if (carried.Count > 0)
            {
                writer.WriteStartArray("batch");
                foreach (var other in carried)
                {
                    var otherView = EventViewFactory.Open(other, out var payload);
                    using (payload)
                    {
                        WriteRaw(writer, otherView);
                    }
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    // Raw, because writing it anew fails on a lone surrogate the sender wrote.
    private static void WriteRaw(Utf8JsonWriter writer, EventView view) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(view.AsJson()), skipInputValidation: true);

    // A sender may name any moment; one no calendar has is told by when the event came.
    private static string Rfc3339(EventRecord record) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)(record.Timestamp <= EndOfYear9999 ? record.Timestamp : record.ReceivedAt))
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
