using System.Text.Json;
using HeroProc.Events.Matching;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Mapping;

/// <summary>
/// JSON whose strings may hold Liquid over the event view: an action's <c>inputs</c>, <c>payload</c>, <c>data</c> or <c>params</c>.
/// Immutable; rendered by any number of threads at once. The event's values are data: they never become Liquid or JSON structure.
/// </summary>
internal sealed class JsonTemplate
{
    private readonly TemplateNode _root;

    private JsonTemplate(TemplateNode root) => _root = root;

    /// <summary>Compiles a template, once, when a trigger is registered.</summary>
    /// <param name="template">Any JSON value.</param>
    /// <returns>The template, or all its faults: a path such as <c>a.b[2]</c> and what is wrong there.</returns>
    public static MappingResult<JsonTemplate> Compile(JsonElement template)
    {
        if (template.ValueKind == JsonValueKind.Undefined)
            throw new ArgumentException("A template is a JSON value; this is none.", nameof(template));
        var faults = new List<FieldError>();
        var root = TemplateReader.Read(template, faults);
        return root is null ? MappingResult<JsonTemplate>.Failed(faults) : MappingResult<JsonTemplate>.Of(new JsonTemplate(root));
    }

    /// <summary>Renders the template for one event.</summary>
    /// <param name="view">The event.</param>
    /// <param name="cancellationToken">Ends the rendering early.</param>
    /// <returns>The JSON, or what could not be rendered: each string's path and the reason, which names a missing value by its path.</returns>
    /// <exception cref="OperationCanceledException">The rendering was cancelled.</exception>
    public MappingResult<JsonElement> Render(EventView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        var context = new RenderContext(view, cancellationToken);
        var faults = new List<FieldError>();
        var json = JsonBuffer.Bytes(writer => _root.Write(writer, context, faults));
        return faults.Count > 0
            ? MappingResult<JsonElement>.Failed(faults)
            : MappingResult<JsonElement>.Of(JsonElement.Parse(json.Span, new JsonDocumentOptions { MaxDepth = TemplateLimits.OutputDepth }));
    }
}
