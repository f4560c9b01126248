using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using HeroProc.Extensibility.Actions;
using HeroProc.Journal;

namespace HeroProc.Host.Jobs.Records;

/// <summary>
/// Records as bytes. The small state stands in the head, what can be large in the body, so that a start reads only heads.
/// A job's body is the length of its definition, the definition as JSON, then the files' bytes one behind the other.
/// </summary>
internal static class LedgerCodec
{
    public static JournalRecord ActionSet(ActionDefinition action) => new(
        (byte)LedgerKind.ActionSet, Encoding.UTF8.GetBytes(action.Name), JsonSerializer.SerializeToUtf8Bytes(action.Spec, LedgerJson.Default.ActionSpec));

    public static JournalRecord ActionDeleted(string name) => new((byte)LedgerKind.ActionDeleted, Encoding.UTF8.GetBytes(name));

    public static JournalRecord JobCreated(JobState state, ReadOnlyMemory<byte> definition) => new((byte)LedgerKind.JobCreated, Head(state), definition);

    public static JournalRecord JobChanged(JobState state) => new((byte)LedgerKind.JobChanged, Head(state));

    public static JournalRecord Mark(LedgerKind kind) => new((byte)kind, ReadOnlyMemory<byte>.Empty);

    public static ActionDefinition ReadAction(in JournalEntry entry) =>
        new(ReadName(entry), JsonSerializer.Deserialize(entry.Body.Span, LedgerJson.Default.ActionSpec) ?? throw new InvalidDataException("A record of an action holds no spec."));

    public static string ReadName(in JournalEntry entry) => Encoding.UTF8.GetString(entry.Head.Span);

    public static JobState ReadState(in JournalEntry entry) =>
        JsonSerializer.Deserialize(entry.Head.Span, LedgerJson.Default.JobState) ?? throw new InvalidDataException("A record of a job holds no state.");

    /// <summary>The body of a job's record.</summary>
    public static byte[] WriteDefinition(JobDefinition definition)
    {
        var headers = definition.Files.Select(static file => new JobFileHeader(file.Key, file.Value.Length)).ToArray();
        var json = JsonSerializer.SerializeToUtf8Bytes(definition with { FileHeaders = headers.Length == 0 ? null : headers }, LedgerJson.Default.JobDefinition);
        var bytes = new byte[sizeof(int) + json.Length + headers.Sum(static header => header.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, sizeof(int));
        var offset = sizeof(int) + json.Length;
        foreach (var header in headers)
        {
            definition.Files[header.Name].CopyTo(bytes.AsMemory(offset));
            offset += header.Length;
        }

        return bytes;
    }

    /// <summary>The opposite of <see cref="WriteDefinition"/>; the files share the memory of <paramref name="body"/>.</summary>
    public static JobDefinition ReadDefinition(ReadOnlyMemory<byte> body)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(body.Span);
        var definition = JsonSerializer.Deserialize(body.Span.Slice(sizeof(int), length), LedgerJson.Default.JobDefinition)
            ?? throw new InvalidDataException("A record of a job holds no definition.");
        var files = new Dictionary<string, ReadOnlyMemory<byte>>();
        var offset = sizeof(int) + length;
        foreach (var header in definition.FileHeaders ?? [])
        {
            files.Add(header.Name, body.Slice(offset, header.Length));
            offset += header.Length;
        }

        return definition with { Files = files };
    }

    private static byte[] Head(JobState state) => JsonSerializer.SerializeToUtf8Bytes(state, LedgerJson.Default.JobState);
}
