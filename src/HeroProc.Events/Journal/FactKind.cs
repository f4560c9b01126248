namespace HeroProc.Events.Journal;

/// <summary>The kinds of records in the journal. Numbers are on disk: never reused, never changed.</summary>
public enum FactKind : byte
{
    /// <summary><see cref="ConfigurationChanged"/>.</summary>
    ConfigurationChanged = 1,

    /// <summary><see cref="EventAccepted"/>; the payload is the body of the record.</summary>
    EventAccepted = 2,

    /// <summary><see cref="EventRouted"/>.</summary>
    EventRouted = 3,

    /// <summary><see cref="DeliveriesChanged"/>.</summary>
    DeliveriesChanged = 4,

    /// <summary><see cref="EventCarried"/>; the payload is the body of the record.</summary>
    EventCarried = 5,

    /// <summary><see cref="KeysRemembered"/>.</summary>
    KeysRemembered = 6,
}
