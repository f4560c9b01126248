using System.Text.Json;
using HeroProc.Extensibility.Actions;

namespace HeroProc.Events.Tests.Rpc;

/// <summary>Actions in a dictionary.</summary>
internal sealed class FakeActions : IActionRegistry
{
    private readonly Dictionary<string, ActionDefinition> _actions = new(StringComparer.Ordinal);

    public void Set(string name, string? inputSchema = null) =>
        _actions[name] = new ActionDefinition(name, new ActionSpec { Interpreter = "bash", InputSchema = inputSchema is null ? null : JsonElement.Parse(inputSchema) });

    public ActionDefinition? Find(string name) => _actions.GetValueOrDefault(name);

    public IReadOnlyList<ActionDefinition> List() => [.. _actions.Values];
}
