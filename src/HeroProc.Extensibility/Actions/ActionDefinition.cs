namespace HeroProc.Extensibility.Actions;

/// <summary>A registered action.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Spec">What it does.</param>
public sealed record ActionDefinition(string Name, ActionSpec Spec);
