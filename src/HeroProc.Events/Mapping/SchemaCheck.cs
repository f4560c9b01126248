using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Mapping;

/// <summary>One check of one document: its errors, and what it may still cost. Used by one thread, once.</summary>
internal sealed class SchemaCheck
{
    private const int Depth = 200;
    private const int Work = 1_000_000;
    private const int MaxErrors = 50;

    private readonly List<FieldError> _errors = [];
    private int _depth;
    private long _work;
    private bool _exhausted;

    public IReadOnlyList<FieldError> Errors => _errors;

    /// <summary>Above 0 while errors are not told.</summary>
    public int Quiet { get; set; }

    /// <summary>Goes into a schema; false when the check has become too deep or too long, which is an error even where errors are quiet.</summary>
    public bool Enter(string path)
    {
        if (!Spend(1, path))
            return false;
        if (++_depth <= Depth)
            return true;
        _depth--;
        return Exhaust(path, $"the check nests more than {Depth} deep; the inputs nest too deeply, or the schema refers to itself without end");
    }

    public void Leave() => _depth--;

    /// <summary>Accounts for work; false when there has been too much.</summary>
    public bool Spend(long units, string path)
    {
        _work += units;
        return !_exhausted && (_work <= Work || Exhaust(path, $"the check takes more than {Work} steps; make the schema simpler or the inputs smaller"));
    }

    /// <summary>Tells an error, and is false, so that a rule can return it.</summary>
    public bool Fail(string path, string message)
    {
        if (Quiet == 0 && _errors.Count < MaxErrors)
            _errors.Add(new(path, message));
        return false;
    }

    private bool Exhaust(string path, string message)
    {
        if (!_exhausted)
            _errors.Add(new(path, message));
        _exhausted = true;
        return false;
    }
}
