using HeroProc.Extensibility.Actions;

namespace HeroProc.Host.Actions;

/// <summary>Params of <c>action.set</c>.</summary>
internal sealed record ActionSetParams
{
    public required string Name { get; init; }

    public required ActionSpec Spec { get; init; }
}

/// <summary>Result of <c>action.set</c>.</summary>
internal sealed record ActionSetResult(string Name, bool Created);

/// <summary>Params of <c>action.get</c> and <c>action.delete</c>.</summary>
internal sealed record ActionNameParams
{
    public required string Name { get; init; }
}

/// <summary>An action.</summary>
internal sealed record ActionResult(string Name, ActionSpec Spec);

/// <summary>Params of <c>action.list</c>.</summary>
internal sealed record ActionListParams
{
    public string? Tag { get; init; }

    // Set, not init: source-generated JSON forgets the default of an init-only property.
    public int Limit { get; set; } = 50;

    public string? Cursor { get; init; }
}

/// <summary>Result of <c>action.list</c>, by name.</summary>
internal sealed record ActionListResult(IReadOnlyList<ActionResult> Actions, string? NextCursor);

/// <summary>Result of <c>action.delete</c>.</summary>
internal sealed record ActionDeleteResult(bool Removed);
