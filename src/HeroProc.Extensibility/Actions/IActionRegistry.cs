namespace HeroProc.Extensibility.Actions;

/// <summary>The actions the host knows. Thread-safe; reads come from memory.</summary>
public interface IActionRegistry
{
    /// <summary>The action of this name, or null.</summary>
    ActionDefinition? Find(string name);

    /// <summary>All actions, by name.</summary>
    IReadOnlyList<ActionDefinition> List();
}
