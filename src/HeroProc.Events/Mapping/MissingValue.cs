using System.Globalization;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Values;

namespace HeroProc.Events.Mapping;

/// <summary>
/// What a path leads to when the event has nothing there. It may be asked about (<c>if</c>, <c>default</c>, comparisons) and used for
/// nothing else.
/// </summary>
/// <param name="what">What was looked for: a path, or words.</param>
/// <param name="expression">What to put a default behind.</param>
internal sealed class MissingValue(string what, string expression = "…") : BaseNilValue
{
    /// <summary>The fault of using it.</summary>
    public RenderFault Fault() => new($"the event has no {what}; give it a default with {{{{ {expression} | default: '' }}}}");

    public override IEnumerable<FluidValue> Enumerate(TemplateContext context) => throw Fault();

    public override ValueTask WriteToAsync(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) => throw Fault();
}
