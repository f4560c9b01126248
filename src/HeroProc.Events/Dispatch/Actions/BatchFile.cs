using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using HeroProc.Events.Intake;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Dispatch.Actions;

/// <summary>The content of <c>HERO_BATCH_FILE</c>: all events of a batch, oldest first, as a JSON array.</summary>
internal static class BatchFile
{
    public static byte[] Of(IReadOnlyList<EventRecord> events)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var record in events)
            {
                var view = EventViewFactory.Open(record, out var payload);
                using (payload)
                {
                    writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(view.AsJson()), skipInputValidation: true);
                }
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
