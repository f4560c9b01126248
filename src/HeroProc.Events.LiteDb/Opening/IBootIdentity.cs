namespace HeroProc.Events.LiteDb;

/// <summary>Tells whether the machine was started again since a moment before.</summary>
internal interface IBootIdentity
{
    /// <summary>
    /// The same text from the start of the machine to its end and never again, or null where the system does not say; then
    /// every unclean end counts as a power cut.
    /// </summary>
    string? Current { get; }
}
