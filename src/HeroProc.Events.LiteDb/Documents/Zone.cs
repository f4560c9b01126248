using System.Text.Json.Serialization;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// What is true of all events of a stretch of sequence numbers, and of their deliveries. A walk passes over stretches that
/// cannot hold what it looks for: clocks step, so times are not in the order of events and cannot be searched by halving.
/// </summary>
internal sealed record Zone
{
    /// <summary>Sequence numbers in a zone.</summary>
    public const long Width = 4096;

    /// <summary>Which stretch: it starts at this number times <see cref="Width"/>.</summary>
    public required long Number { get; init; }

    /// <summary>Events in it.</summary>
    public long Events { get; set; }

    /// <summary>Those of them that matched a trigger.</summary>
    public long Matched { get; set; }

    /// <summary>No event of it was received before, Unix milliseconds.</summary>
    public ulong ReceivedFrom { get; set; } = ulong.MaxValue;

    /// <summary>No event of it was received after, Unix milliseconds.</summary>
    public ulong ReceivedTo { get; set; }

    /// <summary>Deliveries of its events.</summary>
    public long Deliveries { get; set; }

    /// <summary>No delivery of its events was made before, Unix milliseconds.</summary>
    public long CreatedFrom { get; set; } = long.MaxValue;

    /// <summary>No delivery of its events was made after, Unix milliseconds.</summary>
    public long CreatedTo { get; set; } = long.MinValue;

    /// <summary>Its first sequence number.</summary>
    [JsonIgnore]
    public long First => Number * Width;

    /// <summary>True when there is nothing left in it.</summary>
    [JsonIgnore]
    public bool IsEmpty => Events == 0 && Deliveries == 0;

    /// <summary>The zone of a sequence number.</summary>
    public static long NumberOf(long seq) => seq / Width;
}
