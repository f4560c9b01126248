using System.Diagnostics;
using System.Text.Json;
using Fluid;
using Fluid.Ast;
using Fluid.Parser;
using Fluid.Values;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Mapping;

/// <summary>One string that holds Liquid, compiled. Immutable; rendered by any number of threads at once.</summary>
internal sealed class LiquidText
{
    private readonly FluidTemplate _template;
    private readonly Expression? _single;

    private LiquidText(FluidTemplate template)
    {
        _template = template;
        _single = template.Statements is [TextOutput output] ? output.Expression : null;
    }

    /// <summary>Whether a string holds Liquid at all.</summary>
    public static bool IsLiquid(string text) => text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal);

    /// <summary>Compiles a string.</summary>
    /// <param name="source">The string.</param>
    /// <param name="path">Where it stands in the template.</param>
    /// <param name="faults">Takes what is wrong with it.</param>
    /// <returns>The compiled string, or null when a fault was added.</returns>
    public static LiquidText? Compile(string source, string path, List<FieldError> faults)
    {
        var parsed = LiquidLanguage.Parse(source, out var fault);
        if (parsed is null)
        {
            faults.Add(new(path, fault ?? "the string is not a Liquid template"));
            return null;
        }
        var checker = new TemplateChecker(source);
        var template = (FluidTemplate)checker.VisitTemplate(parsed);
        var found = checker.Faults().ToList();
        faults.AddRange(found.Select(message => new FieldError(path, message)));
        return found.Count == 0 ? new LiquidText(template) : null;
    }

    /// <summary>The value of a string that is one expression and nothing else, otherwise its text.</summary>
    /// <exception cref="RenderFault">It cannot be rendered for this event.</exception>
    public FluidValue Evaluate(RenderContext context)
    {
        // A scope of its own, so that what one string assigns is not seen by the next.
        context.EnterChildScope();
        try
        {
            context.IncrementSteps();
            return _single is null ? StringValue.Create(Run(context)) : LiquidValues.Await(_single.EvaluateAsync(context));
        }
        catch (Exception exception) when (LiquidFilters.IsEngineFault(exception))
        {
            throw context.OutOfSteps()
                ?? new RenderFault($"it cannot be rendered for this event: {LiquidFilters.Why(exception)}", exception);
        }
        finally
        {
            context.ReleaseScope();
        }
    }

    /// <summary>Writes the value with its JSON type.</summary>
    /// <exception cref="RenderFault">It cannot be rendered for this event.</exception>
    public void Write(Utf8JsonWriter writer, RenderContext context)
    {
        var value = Evaluate(context);
        if (_single is null)
            JsonBuffer.WriteText(writer, value.ToStringValue());
        else
            LiquidValues.Write(writer, value, context);
    }

    private string Run(RenderContext context)
    {
        using var writer = new BoundedWriter(context);
        var rendering = _template.RenderAsync(writer, NullEncoder.Default, context);
        if (!rendering.IsCompleted)
            throw new UnreachableException("A template is still rendering after it returned; every statement must be synchronous.");
        rendering.GetAwaiter().GetResult();
        return writer.ToString();
    }
}
