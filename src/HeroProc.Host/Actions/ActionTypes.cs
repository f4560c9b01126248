using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Jobs.Running;

namespace HeroProc.Host.Actions;

/// <summary>
/// What extensions add to actions. Asked for with the first use and not before, because these parts may themselves need the
/// registry.
/// </summary>
internal sealed class ActionTypes(Func<IEnumerable<IActionType>> findTypes, Func<IScheduler?> findScheduler)
{
    private readonly Lazy<IReadOnlyDictionary<string, IActionType>> _types = new(() => Index(findTypes()));
    private readonly Lazy<IScheduler?> _scheduler = new(findScheduler);

    /// <summary>The host's scheduler, or null when it has none.</summary>
    public IScheduler? Scheduler => _scheduler.Value;

    /// <summary>All types of extensions.</summary>
    public IEnumerable<IActionType> All => _types.Value.Values;

    /// <summary>The names of all interpreters, for messages.</summary>
    public string Known => string.Join(", ", Interpreters.All.Concat(_types.Value.Keys.Order(StringComparer.Ordinal)));

    /// <summary>The type an extension gives for this interpreter, or null.</summary>
    public IActionType? Find(string interpreter) => _types.Value.GetValueOrDefault(interpreter);

    /// <summary>True when an action may name this interpreter.</summary>
    public bool Knows(string interpreter) => Interpreters.All.Contains(interpreter, StringComparer.Ordinal) || Find(interpreter) is not null;

    private static Dictionary<string, IActionType> Index(IEnumerable<IActionType> types)
    {
        var index = new Dictionary<string, IActionType>(StringComparer.Ordinal);
        foreach (var type in types)
        {
            if (Interpreters.All.Contains(type.Interpreter, StringComparer.Ordinal) || !index.TryAdd(type.Interpreter, type))
            {
                throw new InvalidOperationException($"The interpreter '{type.Interpreter}' is given twice; each needs a name of its own.");
            }
        }

        return index;
    }
}
