namespace HeroProc.Host.Rpc.Binding;

/// <summary>Paths as callers see them: <c>trigger.filter.data.ref[0]</c>.</summary>
internal static class FaultPath
{
    /// <summary>Translates the serialiser's <c>$.trigger.filter</c>.</summary>
    public static string FromSerializer(string? path) =>
        path is null || !path.StartsWith('$') ? string.Empty
        : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..]
        : path[1..];
}
