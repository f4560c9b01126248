using System.Text.Json;

namespace HeroProc.Acceptance.Tests.Durability;

/// <summary>What the host has promised: the event of every acknowledged offer. Thread-safe.</summary>
internal sealed class Promises
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _eventOfKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _runs = new(StringComparer.Ordinal);
    private readonly List<string> _broken = [];

    /// <summary>Every acknowledged event and whether a trigger matches it.</summary>
    public IReadOnlyDictionary<string, bool> Events => _runs;

    /// <summary>Answers that contradict an earlier one.</summary>
    public IReadOnlyList<string> Broken => _broken;

    /// <summary>Offers answered, repetitions included.</summary>
    public int Answers { get; private set; }

    /// <summary>Answers that said duplicate.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Notes an answer <c>{event_id, duplicate}</c>.</summary>
    /// <param name="key">What tells a repetition of the offer; null when nothing does.</param>
    /// <param name="runs">Whether a trigger matches the event.</param>
    /// <param name="answer">The answer.</param>
    public void Note(string? key, bool runs, JsonElement answer)
    {
        var id = answer.GetProperty("event_id").GetString()!;
        var duplicate = answer.GetProperty("duplicate").GetBoolean();
        lock (_lock)
        {
            Answers++;
            Duplicates += duplicate ? 1 : 0;
            if (key is null)
            {
                if (duplicate || !_runs.TryAdd(id, runs))
                {
                    _broken.Add($"{id}: a new event was answered as one that was known");
                }

                return;
            }

            if (!_eventOfKey.TryGetValue(key, out var known))
            {
                // Its first acknowledgement may be a duplicate: the host died between keeping it and saying so.
                _eventOfKey.Add(key, id);
                _runs.Add(id, runs);
            }
            else if (known != id || !duplicate)
            {
                _broken.Add($"{key}: was {known}, answered again as {id}, duplicate={duplicate}");
            }
        }
    }
}
