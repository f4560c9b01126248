namespace HeroProc.Extensibility.Loading;

/// <summary>
/// Says which settings exist in a section of the configuration. Register one instance as a singleton for every options
/// type that is bound; the host stops its start at a key that no registration knows, and at a value its type cannot hold.
/// </summary>
/// <param name="Section">The section's path: <c>HeroProc.Events</c>, or <c>HeroProc.Events:Intake</c> for one inside.</param>
/// <param name="OptionsType">
/// The type the section is bound to. Its settable public properties are the known keys, nested options, lists and
/// dictionaries included. Several registrations may share a section: a key is known if one of them knows it.
/// </param>
public sealed record KnownSettings(string Section, Type OptionsType);
