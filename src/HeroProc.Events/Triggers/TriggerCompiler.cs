using HeroProc.Events.Intake;
using HeroProc.Events.Mapping;
using HeroProc.Events.Matching;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Triggers;

/// <summary>Checks a trigger as a person sent it and compiles it. Finds every fault at once.</summary>
internal static class TriggerCompiler
{
    /// <summary>Compiles a trigger.</summary>
    /// <param name="trigger">What was sent.</param>
    /// <param name="errors">All faults, with paths from the trigger: <c>filter.data.ref[0]</c>, <c>action.inputs.x</c>.</param>
    /// <returns>The compiled trigger, or null when there are faults.</returns>
    public static CompiledTrigger? Compile(EventTrigger trigger, out IReadOnlyList<FieldError> errors)
    {
        var faults = new List<FieldError>();
        if (!EventChecks.IsId(trigger.Id))
        {
            faults.Add(new FieldError("id", "Expected a letter or digit, then up to 63 letters, digits, '.', '_' or '-'."));
        }

        if (trigger.Name is { Length: > 200 })
        {
            faults.Add(new FieldError("name", "Expected at most 200 characters."));
        }

        EventPattern? pattern = null;
        if (trigger.Filter is { } filter)
        {
            switch (EventPattern.Compile(filter))
            {
                case PatternResult.Compiled compiled:
                    pattern = compiled.Pattern;
                    break;
                case PatternResult.Refused refused:
                    faults.AddRange(refused.Faults.Select(static fault => new FieldError(fault.Path, fault.Message).Under("filter")));
                    break;
                default:
                    throw new InvalidOperationException("A pattern is compiled or refused.");
            }
        }

        ActionChecks.Check(trigger.Action, faults);
        var mapping = Mapping(trigger.Action, faults);
        PolicyChecks.Check(trigger.Policy, faults);
        var key = Key(trigger.Policy?.Key, "policy.key", faults);
        var dedupeKey = Key(trigger.Policy?.DedupeKey, "policy.dedupe_key", faults);
        errors = faults;
        return faults.Count > 0
            ? null
            : new CompiledTrigger { Trigger = trigger, Pattern = pattern, Mapping = mapping, Key = key, DedupeKey = dedupeKey };
    }

    private static JsonTemplate? Mapping(TriggerAction action, List<FieldError> faults)
    {
        var (name, template) = ActionChecks.TemplateOf(action);
        if (template is not { } json)
        {
            return null;
        }

        var result = JsonTemplate.Compile(json);
        faults.AddRange(result.Faults.Select(fault => fault.Under(name).Under("action")));
        return result.Value;
    }

    private static StringTemplate? Key(string? template, string path, List<FieldError> faults)
    {
        if (template is null)
        {
            return null;
        }

        var result = StringTemplate.Compile(template);
        faults.AddRange(result.Faults.Select(fault => fault.Under(path)));
        return result.Value;
    }
}
