using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace HeroProc.Events.Mapping;

/// <summary>A comparison that is written out or kept: <c>{{ data.n &gt; 3 }}</c> is true or false, where Liquid would give its left side.</summary>
internal sealed class TruthExpression(Expression inner) : Expression
{
    public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context) =>
        BooleanValue.Create(LiquidValues.Await(inner.EvaluateAsync(context)).ToBooleanValue());
}

/// <summary><c>contains</c>, with a limit on what is looked for.</summary>
internal sealed class ContainsExpression(Expression left, Expression right) : BinaryExpression(left, right)
{
    public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var text = LiquidValues.Await(Left.EvaluateAsync(context));
        var sought = LiquidValues.Await(Right.EvaluateAsync(context));
        ((RenderContext)context).Charge(LiquidValues.Size(text));
        if (sought is StringValue needle)
            LiquidFilters.CheckNeedle("contains", needle.ToStringValue().Length);
        return BooleanValue.Create(!text.IsNil() && !sought.IsNil() && text.Contains(sought));
    }

    // Rebuilt here because the engine's rewriter does not know this class.
    protected override Expression Accept(AstVisitor visitor) => new ContainsExpression(visitor.Visit(Left), visitor.Visit(Right));
}

/// <summary>What a loop runs over, charged before the engine copies it.</summary>
internal sealed class LoopSource(Expression inner) : Expression
{
    public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var source = LiquidValues.Await(inner.EvaluateAsync(context));
        ((RenderContext)context).Charge(LiquidValues.Size(source));
        return source;
    }
}

/// <summary>Writes an expression's value into a text.</summary>
internal sealed class TextOutput(Expression expression) : Statement
{
    /// <summary>What is written.</summary>
    public Expression Expression { get; } = expression;

    public override ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        context.IncrementSteps();
        writer.Write(LiquidValues.Text(LiquidValues.Await(Expression.EvaluateAsync(context)), (RenderContext)context));
        return Normal();
    }
}
