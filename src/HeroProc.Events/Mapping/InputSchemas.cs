using System.Runtime.CompilerServices;
using System.Text.Json;
using HeroProc.Extensibility.Actions;

namespace HeroProc.Events.Mapping;

/// <summary>Asks whether rendered inputs are what an action wants. Each version of an action is compiled once. Thread-safe.</summary>
internal sealed class InputSchemas(IActionRegistry actions)
{
    private static readonly JsonElement _noInputs = JsonElement.Parse("null");

    // By the spec itself: a changed action is a new spec, and one nobody holds any more takes its schema with it.
    private readonly ConditionalWeakTable<ActionSpec, MappingResult<InputSchema>> _compiled = [];

    /// <summary>Whether there is an action of this name now.</summary>
    public bool Knows(string action) => actions.Find(action) is not null;

    /// <summary>Asks whether an action takes inputs.</summary>
    /// <param name="action">The action's name.</param>
    /// <param name="inputs">What it would get; null for none.</param>
    /// <returns>What is wrong, in one line, or null. An action nobody knows is no fault here: it may be registered by the time it runs.</returns>
    public string? Fault(string action, JsonElement? inputs)
    {
        if (actions.Find(action)?.Spec is not { InputSchema: { } schema } spec)
        {
            return null;
        }

        var compiled = _compiled.GetValue(spec, _ => InputSchema.Compile(schema));
        if (!compiled.Succeeded)
        {
            return $"The input_schema of the action '{action}' cannot be used: {compiled.Reason("input_schema")}";
        }

        var faults = compiled.Value.Check(inputs ?? _noInputs);
        return faults.Count == 0
            ? null
            : $"The action '{action}' does not take these inputs: {MappingResult<InputSchema>.Failed(faults).Reason("inputs")}";
    }
}
