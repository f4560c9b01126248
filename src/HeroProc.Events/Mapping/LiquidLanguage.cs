using System.Globalization;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Parser;

namespace HeroProc.Events.Mapping;

/// <summary>The Liquid that templates speak: the engine, closed to everything but the event. Immutable once built.</summary>
internal static partial class LiquidLanguage
{
    /// <summary>Filters, limits and culture of every rendering.</summary>
    public static TemplateOptions Options { get; } = CreateOptions();

    private static FluidParser Parser { get; } = CreateParser();

    /// <summary>Parses one string.</summary>
    /// <param name="source">A string that holds Liquid.</param>
    /// <param name="fault">What is wrong with it, with line and column.</param>
    /// <returns>The statements, or null when there is a fault.</returns>
    public static FluidTemplate? Parse(string source, out string? fault)
    {
        // Before parsing, because the parser recurses on the stack of the thread it is called on.
        fault = Nesting(source);
        if (fault is not null)
            return null;
        if (Parser.TryParse(source, out var template, out var error))
            return (FluidTemplate)template;
        fault = Readable(error);
        return null;
    }

    /// <summary>Where a word first stands in a template, as a person counts.</summary>
    public static string Locate(string source, string word)
    {
        var at = Math.Max(0, source.IndexOf(word, StringComparison.Ordinal));
        var before = source.AsSpan(0, at);
        return $"line {before.Count('\n') + 1}, column {at - before.LastIndexOf('\n')}";
    }

    // Counts, over the whole rest of the string, rather than follow the nesting: a second reading of quotes and tags that differed from
    // the parser's in one case would let that case overflow the stack, which ends the process.
    private static string? Nesting(string source)
    {
        var start = source.AsSpan().IndexOfAny("{{", "{%");
        var rest = start < 0 ? [] : source.AsSpan(start);
        if (rest.Count("{%") > TemplateLimits.Tags)
            return $"more than {TemplateLimits.Tags} tags in one string";
        if (rest.Count('[') + rest.Count('(') > TemplateLimits.Brackets)
            return $"more than {TemplateLimits.Brackets} brackets and parentheses in one string";
        if (rest.Count('|') > TemplateLimits.Operators || LogicalWord().Count(rest) > TemplateLimits.Operators)
            return $"more than {TemplateLimits.Operators} filters or logical words in one string";
        return null;
    }

    // The parser ends its message with "at (line:column)" and the source; the source is the caller's own and needs no repeating.
    private static string Readable(string error)
    {
        var end = error.IndexOf("\nSource:", StringComparison.Ordinal);
        var message = end < 0 ? error : error[..end];
        var position = Position().Match(message);
        return position.Success
            ? $"line {position.Groups[1].Value}, column {position.Groups[2].Value}: {message[..position.Index].TrimEnd()}"
            : message;
    }

    private static int IndexOfAny(this ReadOnlySpan<char> text, string first, string second)
    {
        var one = text.IndexOf(first, StringComparison.Ordinal);
        var other = text.IndexOf(second, StringComparison.Ordinal);
        return one < 0 ? other : other < 0 ? one : Math.Min(one, other);
    }

    private static TemplateOptions CreateOptions()
    {
        var options = new TemplateOptions
        {
            MemberAccessStrategy = new DefaultMemberAccessStrategy(),
            MaxSteps = TemplateLimits.Steps,
            MaxRecursion = TemplateLimits.LoopDepth + 2,
            ModelNamesComparer = StringComparer.Ordinal,
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = TimeZoneInfo.Utc,
            StrictFilters = true,
            // The same event must render the same inputs on a retry, in a replay and in a test, so templates have no clock: the date
            // filter takes no "now". The engine's own date filter asks for it all the same, and throws the answer away.
            Now = static () => DateTimeOffset.UnixEpoch,
        };
        options.Filters.Clear();
        LiquidFilters.AddTo(options.Filters);
        return options;
    }

    private static FluidParser CreateParser()
    {
        var parser = new FluidParser(new FluidParserOptions { AllowFunctions = false, AllowLiquidTag = false });
        parser.RegisteredOperators["contains"] = static (left, right) => new ContainsExpression(left, right);
        // With the option off the engine still reads this tag, and renders nothing.
        parser.RegisteredTags.Remove("liquid");
        return parser;
    }

    [GeneratedRegex(@"\b(?:and|or)\b", RegexOptions.CultureInvariant)]
    private static partial Regex LogicalWord();

    [GeneratedRegex(@"at \((\d+):(\d+)\)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Position();
}
