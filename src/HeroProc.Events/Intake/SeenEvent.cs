namespace HeroProc.Events.Intake;

/// <summary>What is remembered of an event: its id, held as 16 bytes where it is a UUID, and a hash of what it said.</summary>
internal readonly struct SeenEvent
{
    private readonly string? _text;
    private readonly Guid _uuid;

    /// <summary>Remembers an event.</summary>
    /// <param name="eventId">Its id.</param>
    /// <param name="content">A hash of what it said.</param>
    public SeenEvent(string eventId, ulong content)
    {
        Content = content;
        // Only the exact lower-case form can be given back from the bytes.
        if (Guid.TryParseExact(eventId, "D", out _uuid) && _uuid.ToString("D") == eventId)
        {
            return;
        }

        _uuid = default;
        _text = eventId;
    }

    /// <summary>Its id.</summary>
    public string EventId => _text ?? _uuid.ToString("D");

    /// <summary>A hash of what it said.</summary>
    public ulong Content { get; }
}
