namespace HeroProc.Extensibility.Rpc;

/// <summary>One fault in what a caller sent.</summary>
/// <param name="Path">The place, dotted from the params object: <c>trigger.filter.data.ref[0]</c>. Empty means the whole.</param>
/// <param name="Message">What was expected, what came, and what to do.</param>
public sealed record FieldError(string Path, string Message)
{
    /// <summary>The same fault seen from one level further out.</summary>
    /// <param name="prefix">The path of the object that holds <see cref="Path"/>.</param>
    public FieldError Under(string prefix) =>
        this with { Path = Path.Length == 0 ? prefix : Path[0] == '[' ? prefix + Path : $"{prefix}.{Path}" };
}
