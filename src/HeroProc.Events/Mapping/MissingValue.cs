using System.Globalization;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Values;

namespace HeroProc.Events.Mapping;

/// <summary>
/// What a path leads to when the event has nothing there. It may be asked about (<c>if</c>, <c>default</c>, comparisons) and used for
/// nothing else.
/// </summary>
internal sealed class MissingValue(string path, string? detail = null) : BaseNilValue
{
    /// <summary>The fault of using it.</summary>
    public RenderFault Fault() => new(
        $"the event has no {path}{(detail is null ? "" : $" ({detail})")}; give it a default with {{{{ {path} | default: '' }}}}");

    public override IEnumerable<FluidValue> Enumerate(TemplateContext context) => throw Fault();

    public override ValueTask WriteToAsync(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) => throw Fault();
}
