using System.Globalization;
using System.Text;
using System.Text.Json;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Dispatch;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>Gathers faults while the params are walked, and knows the path of the value being looked at.</summary>
internal sealed class FaultList
{
    // A list of a million wrong items would otherwise come back as an answer larger than what was sent.
    private const int MaxFaults = 100;

    private readonly List<(string? Name, int Index)> _path = [];
    private readonly List<FieldError> _found = [];
    private int _more;

    /// <summary>True when there is a fault.</summary>
    public bool Any => _found.Count > 0;

    /// <summary>The faults in the order found; past a hundred the last one counts the rest.</summary>
    public IReadOnlyCollection<FieldError> Found =>
        _more == 0 ? _found : [.. _found, new FieldError(string.Empty, $"and {_more} more faults")];

    /// <summary>Goes into a member; to be left by <see cref="Leave"/>.</summary>
    public void Enter(string name) => _path.Add((name, 0));

    /// <summary>Goes into an item of a list; to be left by <see cref="Leave"/>.</summary>
    public void Enter(int index) => _path.Add((null, index));

    /// <summary>Goes back out.</summary>
    public void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>Notes a fault of the present value.</summary>
    public void Add(string message)
    {
        if (_found.Count == MaxFaults)
        {
            _more++;
            return;
        }

        _found.Add(new FieldError(Path(), message));
    }

    /// <summary>Notes a fault of a member of the present value.</summary>
    public void AddAt(string name, string message)
    {
        Enter(name);
        Add(message);
        Leave();
    }

    /// <summary>What came, for a sentence: its kind, never its content.</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private string Path()
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _path)
        {
            if (name is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else
            {
                text.Append(text.Length == 0 ? string.Empty : ".").Append(RpcErrors.Shorten(name));
            }
        }

        return text.ToString();
    }
}
