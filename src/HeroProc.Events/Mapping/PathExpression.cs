using System.Globalization;
using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace HeroProc.Events.Mapping;

/// <summary>
/// A path into the event or a variable of the template. It takes the place of the engine's own, which cannot tell a field that is
/// null from one that is not there, nor name the path that was asked for.
/// </summary>
internal sealed class PathExpression : Expression
{
    private readonly string _root;
    private readonly MemberSegment[] _segments;
    private readonly string[] _prefixes;

    /// <param name="root">The first name.</param>
    /// <param name="segments">What follows it.</param>
    /// <param name="exact">Whether a number keeps the way it was written.</param>
    public PathExpression(string root, MemberSegment[] segments, bool exact)
    {
        _root = root;
        _segments = segments;
        Exact = exact;
        _prefixes = new string[segments.Length + 1];
        _prefixes[0] = root;
        for (var i = 0; i < segments.Length; i++)
            _prefixes[i + 1] = _prefixes[i] + Describe(segments[i]);
    }

    /// <summary>The whole path, as a person writes it.</summary>
    public string Text => _prefixes[^1];

    /// <summary>Whether a number keeps the way it was written.</summary>
    public bool Exact { get; }

    /// <summary>The same path for a place that passes the value on unread.</summary>
    public PathExpression AsExact() => new(_root, _segments, exact: true);

    public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var render = (RenderContext)context;
        render.Charge(0);
        var variable = context.GetValue(_root);
        var value = variable is UndefinedValue ? render.Field(_root, Exact) : variable;
        // A variable that was given a missing value names the path it came from.
        if (value is MissingValue)
            return value;
        if (value is null)
            return Missing(0);
        for (var i = 0; i < _segments.Length; i++)
        {
            if (value is NilValue)
                return new MissingValue($"{Text} ({_prefixes[i]} is null)", Text);
            var next = Step(value, _segments[i], render);
            if (next is MissingValue)
                return next;
            if (next is null)
                return Missing(i + 1);
            value = next;
        }
        render.Charge(LiquidValues.Size(value));
        return value;
    }

    private MissingValue Missing(int prefix) => new(prefix == _segments.Length ? Text : $"{Text} ({_prefixes[prefix]} is missing)", Text);

    private FluidValue? Step(FluidValue value, MemberSegment segment, RenderContext context)
    {
        if (segment is IdentifierSegment identifier)
            return Member(value, identifier.Identifier, context);
        var index = LiquidValues.Await(((IndexerSegment)segment).Expression.EvaluateAsync(context));
        if (index is MissingValue)
            return index;
        return index.Type == FluidValues.Number ? Element(value, index.ToNumberValue(), context) : Member(value, index.ToStringValue(), context);
    }

    private FluidValue? Member(FluidValue value, string name, RenderContext context)
    {
        if (value is EventValue node)
        {
            // Liquid writes the first element as list.0 as well.
            return node.Member(name, Exact)
                ?? (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? node.Element(index, Exact) : null);
        }
        var found = LiquidValues.Await(value.GetValueAsync(name, context));
        return found.IsNil() ? null : found;
    }

    private FluidValue? Element(FluidValue value, decimal index, RenderContext context)
    {
        if (value is EventValue node)
            return node.Element(index, Exact);
        if (value is not ArrayValue list)
            return null;
        var position = index < 0 ? list.Values.Count + index : index;
        return position >= 0 && position < list.Values.Count && position == decimal.Truncate(position) ? list.Values[(int)position] : null;
    }

    private static string Describe(MemberSegment segment) => segment switch
    {
        IdentifierSegment identifier => $".{identifier.Identifier}",
        IndexerSegment { Expression: LiteralExpression { Value: NumberValue number } } => $"[{number.ToStringValue()}]",
        IndexerSegment { Expression: LiteralExpression { Value: var text } } => $"['{text.ToStringValue()}']",
        IndexerSegment { Expression: PathExpression path } => $"[{path.Text}]",
        _ => "[…]",
    };
}
