using System.Collections.Frozen;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Binding;

namespace HeroProc.Host.Rpc.Dispatch;

/// <summary>Every method the host answers to, by each of its names. Immutable.</summary>
internal sealed class MethodTable
{
    private readonly FrozenDictionary<string, MethodEntry> _byName;

    /// <summary>Collects the methods of all modules.</summary>
    /// <exception cref="InvalidOperationException">A name is offered twice or is no name; the message names the modules.</exception>
    public MethodTable(IEnumerable<IRpcModule> modules)
    {
        var byName = new Dictionary<string, MethodEntry>(StringComparer.Ordinal);
        var entries = new List<MethodEntry>();
        foreach (var module in modules)
        {
            var offeredBy = module.GetType().FullName ?? module.GetType().Name;
            foreach (var method in module.Methods)
            {
                CheckName(method.Info.Name, offeredBy);
                var entry = new MethodEntry(method, new ParamsBinder(method.ParamsType, method.Check), offeredBy);
                entries.Add(entry);
                Add(byName, entry.Name, entry);
                if (entry.Alias != entry.Name)
                {
                    Add(byName, entry.Alias, entry);
                }
            }
        }

        entries.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        Entries = entries;
        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The methods, ordered by name.</summary>
    public IReadOnlyList<MethodEntry> Entries { get; }

    /// <summary>Every name, aliases included, with its method.</summary>
    public IEnumerable<KeyValuePair<string, MethodEntry>> Names => _byName;

    /// <summary>Whether a method answers to this name.</summary>
    public bool Has(string name) => _byName.ContainsKey(name);

    /// <summary>The name most like <paramref name="name"/>, or null when none is much like it.</summary>
    public string? Nearest(string name) => NearestName.Find(name, Entries.Select(static entry => entry.Name));

    private static void Add(Dictionary<string, MethodEntry> byName, string name, MethodEntry entry)
    {
        if (!byName.TryAdd(name, entry))
        {
            throw new InvalidOperationException(
                $"The RPC method name '{name}' is offered twice: as '{byName[name].Name}' by {byName[name].OfferedBy}, and as '{entry.Name}' by {entry.OfferedBy}. Rename one.");
        }
    }

    private static void CheckName(string name, string offeredBy)
    {
        if (name.Length is 0 or > 100 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_'))
        {
            throw new InvalidOperationException(
                $"The RPC method name '{name}' of {offeredBy} is no name: 1 to 100 letters, digits, dots and underscores are.");
        }
    }
}
