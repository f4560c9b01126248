using HeroProc.Events.Store;
using HeroProc.Journal;

namespace HeroProc.Events.Journal;

/// <summary>A walk through the durable facts, batch by batch, waiting at the end for more. Not thread-safe.</summary>
internal sealed class FactReader(JournalReader reader, FactKind[] wanted)
{
    private const long MaxBatchBytes = 32 * 1024 * 1024;

    private readonly List<JournalEntry> _entries = [];

    /// <summary>Waits for at least one record, then gives what is there.</summary>
    /// <param name="batch">Cleared, then filled with the facts of the wanted kinds; may stay empty.</param>
    /// <param name="maxRecords">Stop after so many records.</param>
    /// <param name="cancellationToken">Ends the wait; the reader stays usable.</param>
    /// <returns>The last record passed, or null when the journal is closed.</returns>
    public async ValueTask<long?> ReadBatchAsync(List<StoredFact> batch, int maxRecords, CancellationToken cancellationToken)
    {
        batch.Clear();
        if (!await reader.ReadBatchAsync(_entries, maxRecords, MaxBatchBytes, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        foreach (var entry in _entries)
        {
            if (wanted.Length == 0 || Array.IndexOf(wanted, (FactKind)entry.Kind) >= 0)
            {
                batch.Add(new StoredFact(entry.Seq, entry.Position, FactCodec.Decode(entry)));
            }
        }

        return _entries[^1].Seq;
    }
}
