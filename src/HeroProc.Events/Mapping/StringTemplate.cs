using System.Text;
using Fluid.Values;
using HeroProc.Events.Matching;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Mapping;

/// <summary>
/// A template whose result is one short text: a policy's <c>key</c> or <c>dedupe_key</c>. Immutable; rendered by any number of
/// threads at once.
/// </summary>
internal sealed class StringTemplate
{
    private readonly string _literal;
    private readonly LiquidText? _liquid;

    private StringTemplate(string literal, LiquidText? liquid)
    {
        _literal = literal;
        _liquid = liquid;
    }

    /// <summary>Compiles a text, once, when a trigger is registered.</summary>
    /// <returns>The template, or all its faults; their path is empty, for the text as a whole.</returns>
    public static MappingResult<StringTemplate> Compile(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        if (template.Length > TemplateLimits.TemplateBytes)
            return Failed<StringTemplate>($"a template is at most {TemplateLimits.TemplateBytes} characters long; this one has {template.Length}");
        if (!LiquidText.IsLiquid(template))
        {
            return template.Length <= TemplateLimits.KeyLength
                ? MappingResult<StringTemplate>.Of(new StringTemplate(template, null))
                : Failed<StringTemplate>(TooLong(template.Length));
        }
        var faults = new List<FieldError>();
        var liquid = LiquidText.Compile(template, "", faults);
        return liquid is null ? MappingResult<StringTemplate>.Failed(faults) : MappingResult<StringTemplate>.Of(new StringTemplate("", liquid));
    }

    /// <summary>Renders the text for one event.</summary>
    /// <param name="view">The event.</param>
    /// <param name="cancellationToken">Ends the rendering early.</param>
    /// <returns>
    /// A text of at most <see cref="TemplateLimits.KeyLength"/> characters; a number or a boolean becomes its JSON. A null, a list or an
    /// object is refused: as a key it would put events together that have nothing in common.
    /// </returns>
    /// <exception cref="OperationCanceledException">The rendering was cancelled.</exception>
    public MappingResult<string> Render(EventView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (_liquid is null)
            return MappingResult<string>.Of(_literal);
        var context = new RenderContext(view, cancellationToken);
        try
        {
            var value = _liquid.Evaluate(context);
            if (value.Type is not (FluidValues.String or FluidValues.Number or FluidValues.Boolean or FluidValues.Nil) || value is NilValue)
                return Failed<string>($"a key is a text, a number or a boolean; this event gives {(value is NilValue ? "null" : "a list or an object")}");
            // A lone surrogate could not be stored or sent; it becomes U+FFFD.
            var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(LiquidValues.Text(value, context)));
            return text.Length <= TemplateLimits.KeyLength ? MappingResult<string>.Of(text) : Failed<string>(TooLong(text.Length));
        }
        catch (RenderFault fault)
        {
            return Failed<string>(fault.Message);
        }
    }

    private static string TooLong(int length) =>
        $"a key is at most {TemplateLimits.KeyLength} characters long; this one has {length}. {{{{ … | sha256 }}}} makes a short one";

    private static MappingResult<T> Failed<T>(string message)
        where T : notnull => MappingResult<T>.Failed([new("", message)]);
}
