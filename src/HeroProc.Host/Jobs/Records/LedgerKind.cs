namespace HeroProc.Host.Jobs.Records;

/// <summary>What a record of the journal of actions and jobs says. The numbers are on disk: never reused.</summary>
internal enum LedgerKind : byte
{
    /// <summary>An action was set, or carried over from an old segment. Head: its name. Body: its spec.</summary>
    ActionSet = 1,

    /// <summary>An action was deleted. Head: its name.</summary>
    ActionDeleted = 2,

    /// <summary>A job was made, or carried over from an old segment. Head: <see cref="JobState"/>. Body: <see cref="JobDefinition"/>.</summary>
    JobCreated = 10,

    /// <summary>A job changed. Head: its whole <see cref="JobState"/>.</summary>
    JobChanged = 11,

    /// <summary>The host stopped in good order: what runs beyond this point was left running on purpose.</summary>
    HostStopped = 20,

    /// <summary>The host began to run jobs.</summary>
    HostStarted = 21,
}
