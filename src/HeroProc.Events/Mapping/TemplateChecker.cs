using Fluid.Ast;
using Fluid.Values;

namespace HeroProc.Events.Mapping;

/// <summary>
/// Goes through a parsed string once, when it is registered: finds what can never be rendered, and puts metered nodes in the place
/// of the engine's own.
/// </summary>
internal sealed class TemplateChecker(string source) : AstRewriter
{
    private readonly List<string> _faults = [];
    private readonly List<(string Text, string[] Names)> _paths = [];
    private readonly HashSet<string> _variables = new(StringComparer.Ordinal);
    private int _loops;

    /// <summary>What is wrong, once the template has been visited.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var fault in _faults)
            yield return fault;
        foreach (var (text, names) in _paths.DistinctBy(path => path.Text))
        {
            if (!_variables.Contains(names[0]) && ViewFields.Refuse(names) is { } refusal)
                yield return At(names[0], refusal);
        }
    }

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        var segments = memberExpression.Segments.Skip(1).Select(Rewrite).ToArray();
        var root = ((IdentifierSegment)memberExpression.Segments[0]).Identifier;
        var path = new PathExpression(root, segments, exact: false);
        var names = segments.Select(Name).TakeWhile(name => name is not null).Select(name => name!);
        _paths.Add((path.Text, [root, .. names]));
        return path;
    }

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        if (!LiquidLanguage.Options.Filters.TryGetValue(filterExpression.Name, out _))
            Refuse(filterExpression.Name, $"there is no filter '{filterExpression.Name}'; {ViewFields.Suggest(filterExpression.Name, LiquidFilters.Names)}");
        if (filterExpression is { Name: "date", Input: LiteralExpression { Value: StringValue literal } } && literal.ToStringValue() is "now" or "today")
            Refuse("date", "templates know no current time, so that an event renders the same at every attempt; use {{ timestamp | date: … }}");
        var input = Value(Visit(filterExpression.Input));
        // These pass the value on as it is, so a number stays as it was written.
        if (filterExpression.Name is "default" or "json")
            input = Exact(input);
        var parameters = filterExpression.Parameters.Select(parameter => new FilterArgument(parameter.Name, Value(Visit(parameter.Expression)))).ToList();
        return new FilterExpression(input, filterExpression.Name, parameters);
    }

    protected override Statement VisitOutputStatement(OutputStatement outputStatement) =>
        new TextOutput(Exact(Value(Visit(outputStatement.Expression))));

    protected override Statement VisitAssignStatement(AssignStatement assignStatement)
    {
        Declare(assignStatement.Identifier);
        return new AssignStatement(assignStatement.Identifier, Value(Visit(assignStatement.Value)));
    }

    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        Declare(forStatement.Identifier);
        _variables.UnionWith(["forloop", "parentloop"]);
        if (forStatement.OffsetIsContinue)
            return Refuse("continue", "'offset: continue' is not supported; give the offset as a number");
        if (++_loops > TemplateLimits.LoopDepth)
            return Refuse("for", $"loops nest more than {TemplateLimits.LoopDepth} deep");
        TryRewriteStatements(forStatement.Statements, out var body);
        TryRewriteStatement(forStatement.Else, out var otherwise);
        _loops--;
        return new ForStatement(body, forStatement.Identifier, new LoopSource(Visit(forStatement.Source)), Visit(forStatement.Limit), Visit(forStatement.Offset), forStatement.Reversed, otherwise);
    }

    protected override Expression VisitRangeExpression(RangeExpression rangeExpression)
    {
        if (rangeExpression is { From: LiteralExpression { Value: NumberValue from }, To: LiteralExpression { Value: NumberValue to } }
            && to.ToNumberValue() - from.ToNumberValue() < TemplateLimits.RangeLength
            && Math.Abs(from.ToNumberValue()) < int.MaxValue
            && Math.Abs(to.ToNumberValue()) < int.MaxValue)
            return rangeExpression;
        Refuse("..", $"a range needs two numbers written out, at most {TemplateLimits.RangeLength} apart");
        return rangeExpression;
    }

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement) => Unsupported("capture", "use assign and append");

    protected override Statement VisitCycleStatement(CycleStatement cycleStatement) => Unsupported("cycle", "use forloop.index and modulo");

    protected override Statement VisitDecrementStatement(DecrementStatement decrementStatement) => Unsupported("decrement", "use assign and minus");

    protected override Statement VisitIncrementStatement(IncrementStatement incrementStatement) => Unsupported("increment", "use assign and plus");

    protected override Statement VisitIfChangedStatement(IfChangedStatement ifChangedStatement) => Unsupported("ifchanged", "use if");

    protected override Statement VisitIncludeStatement(IncludeStatement includeStatement) => Unsupported("include", "a template reads no files");

    protected override Statement VisitRenderStatement(RenderStatement renderStatement) => Unsupported("render", "a template reads no files");

    protected override Statement VisitTableRowStatement(TableRowStatement tableRowStatement) => Unsupported("tablerow", "use for");

    private static Expression Value(Expression expression) => expression is BinaryExpression ? new TruthExpression(expression) : expression;

    private static Expression Exact(Expression expression) => expression is PathExpression path ? path.AsExact() : expression;

    private static string? Name(MemberSegment segment) => segment switch
    {
        IdentifierSegment identifier => identifier.Identifier,
        IndexerSegment { Expression: LiteralExpression { Value: StringValue text } } => text.ToStringValue(),
        _ => null,
    };

    private MemberSegment Rewrite(MemberSegment segment) => segment is IndexerSegment indexer ? new IndexerSegment(Visit(indexer.Expression)) : segment;

    private void Declare(string variable)
    {
        if (ViewFields.Has(variable))
            Refuse(variable, $"'{variable}' is a field of the event; give the variable another name");
        _variables.Add(variable);
    }

    private NoOpStatement Unsupported(string tag, string instead) => Refuse(tag, $"the tag '{tag}' is not supported; {instead}");

    private NoOpStatement Refuse(string word, string message)
    {
        _faults.Add(At(word, message));
        return new NoOpStatement();
    }

    private string At(string word, string message) => $"{LiquidLanguage.Locate(source, word)}: {message}";
}
