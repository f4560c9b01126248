namespace HeroProc.Extensibility.Rpc;

/// <summary>What discovery tells of a method.</summary>
/// <param name="Name">The dotted name, <c>event.emit</c>. The host also answers to the snake_case name, <c>event_emit</c>.</param>
/// <param name="Summary">One sentence for the reader of the method list.</param>
public sealed record RpcMethodInfo(string Name, string Summary)
{
    /// <summary>Meaning, promises and limits, in plain text.</summary>
    public string? Description { get; init; }

    /// <summary>The codes the method may answer with beyond those every method has (-32600, -32602, -32603).</summary>
    public IReadOnlyList<RpcErrorCode> Errors { get; init; } = [];

    /// <summary>An example of the params, as JSON text; the document's examples are called by a test.</summary>
    public string? ExampleParams { get; init; }

    /// <summary>An example of the result, as JSON text.</summary>
    public string? ExampleResult { get; init; }
}
