using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace HeroProc.Journal.Tests;

internal static class Some
{
    public static readonly JournalOptions SmallSegments = new() { SegmentBytes = 4096, PreallocateBytes = 2048 };

    public static JournalRecord Record(string text, byte kind = 1) => new(kind, Encoding.UTF8.GetBytes(text));

    public static JournalRecord[] Records(params string[] texts) => [.. texts.Select(text => Record(text))];

    public static string Text(this JournalEntry entry) => Encoding.UTF8.GetString(entry.Head.Span);

    public static async Task<RecordJournal> OpenAsync(IJournalDisk disk, JournalOptions? options = null, TimeProvider? time = null)
    {
        var result = await RecordJournal.OpenAsync(disk, options ?? new JournalOptions { PreallocateBytes = 2048 }, time ?? TimeProvider.System, NullLogger.Instance);
        return result is JournalOpenResult.Opened opened ? opened.Journal : throw new AssertionException($"The journal did not open: {result}");
    }

    public static async Task<AppendResult.Appended> AppendedAsync(this RecordJournal journal, params string[] texts)
    {
        var result = texts.Length == 1
            ? await journal.AppendAsync(Record(texts[0]))
            : await journal.AppendAsync(Records(texts));
        return result as AppendResult.Appended ?? throw new AssertionException($"The append ended {result}");
    }

    public static string[] Texts(this RecordJournal journal, long fromSeq = 1) =>
        [.. journal.ReadDurable(fromSeq).Select(static entry => $"{entry.Seq}:{entry.Text()}")];

    public static async IAsyncEnumerable<JournalRecord> Stream(IEnumerable<JournalRecord> records)
    {
        foreach (var record in records)
        {
            await Task.Yield();
            yield return record;
        }
    }
}
