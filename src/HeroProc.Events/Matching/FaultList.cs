namespace HeroProc.Events.Matching;

/// <summary>The faults of one pattern, in the order they stand in it; the first <see cref="PatternLimits.Faults"/> are kept.</summary>
internal sealed class FaultList
{
    private readonly List<PatternFault> _faults = [];

    /// <summary>Whether there is a fault.</summary>
    public bool Any => _faults.Count > 0;

    /// <summary>The faults.</summary>
    public IReadOnlyList<PatternFault> Faults => _faults;

    public void Add(string path, string message)
    {
        if (_faults.Count < PatternLimits.Faults)
            _faults.Add(new PatternFault(path, message));
    }

    /// <summary>
    /// Adds a fault unless the text is whole Unicode. Half a surrogate pair is no character: a prefix ending in one would match half a
    /// letter.
    /// </summary>
    public bool CheckText(string path, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                Add(path, $"the text holds half a surrogate pair at character {i}, which is no character");
                return false;
            }
        }
        return true;
    }
}
