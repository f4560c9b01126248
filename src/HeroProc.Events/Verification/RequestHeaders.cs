namespace HeroProc.Events.Verification;

/// <summary>
/// The headers of a request: names without case, values in the order they came, repetitions kept, since a header sent
/// twice must not mean one thing to a proxy and another thing here.
/// </summary>
internal sealed class RequestHeaders
{
    private readonly List<KeyValuePair<string, string>> _all = [];
    private readonly Dictionary<string, List<string>> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the headers over, in order.</summary>
    public RequestHeaders(IEnumerable<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
        {
            var trimmed = value.Trim(' ', '\t');
            _all.Add(new(name.ToLowerInvariant(), trimmed));
            if (!_byName.TryGetValue(name, out var values))
            {
                _byName.Add(name, values = []);
            }

            values.Add(trimmed);
        }
    }

    /// <summary>All headers with lower-case names, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All => _all;

    /// <summary>The values of one name, in order; empty when it was not sent.</summary>
    public IReadOnlyList<string> Values(string name) => _byName.TryGetValue(name, out var values) ? values : [];

    /// <summary>True when the name was sent more than once.</summary>
    public bool IsRepeated(string name) => Values(name).Count > 1;

    /// <summary>The value, or null when it was not sent, is empty, or was sent more than once.</summary>
    public string? Single(string name) => Values(name) is [{ Length: > 0 } value] ? value : null;
}
