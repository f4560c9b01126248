using System.Text;
using Fluid;
using Fluid.Filters;
using Fluid.Values;

namespace HeroProc.Events.Mapping;

/// <summary>The filters templates may use: Liquid's own, each charged for what it reads and makes, and without those that reach outside.</summary>
internal static class LiquidFilters
{
    // Left out: hashes that are broken, formats that follow a culture, colours and money, raw and handleize, which are for pages.
    private static readonly string[] Kept =
    [
        "abs", "append", "at_least", "at_most", "base64_decode", "base64_encode", "base64_url_safe_decode", "base64_url_safe_encode",
        "capitalize", "ceil", "compact", "concat", "default", "divided_by", "downcase", "escape", "escape_once", "find_index", "floor", "has",
        "lstrip", "map", "minus", "modulo", "newline_to_br", "plus", "prepend", "reject", "remove",
        "remove_first", "remove_last", "replace_first", "replace_last", "reverse", "round", "rstrip", "sha256", "slice", "sort",
        "sort_natural", "split", "strip", "strip_html", "strip_newlines", "times", "truncate", "truncatewords", "uniq", "upcase",
        "url_decode", "url_encode", "where",
    ];

    private static readonly HashSet<string> Searching = ["remove", "remove_first", "remove_last", "replace", "replace_first", "replace_last", "split"];

    /// <summary>The names of all filters.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Kept, "date", "find", "first", "join", "json", "last", "replace", "size", "sum"];

    /// <summary>Adds every filter.</summary>
    public static void AddTo(FilterCollection filters)
    {
        var engine = new FilterCollection().WithArrayFilters().WithStringFilters().WithNumberFilters().WithMiscFilters();
        foreach (var name in Kept)
        {
            if (!engine.TryGetValue(name, out var filter))
                throw new InvalidOperationException($"The Liquid engine has no filter '{name}'.");
            filters.AddFilter(name, Metered(name, filter));
        }
        filters.AddFilter("date", Metered("date", DateFilter.Apply));
        filters.AddFilter("find", Metered("find", Find));
        filters.AddFilter("first", Metered("first", static (input, _, _) => End(input, 0)));
        filters.AddFilter("last", Metered("last", static (input, _, _) => End(input, ^1)));
        filters.AddFilter("join", Metered("join", Join));
        filters.AddFilter("json", Metered("json", static (input, _, context) => StringValue.Create(JsonBuffer.Text(writer => LiquidValues.Write(writer, input, (RenderContext)context)))));
        filters.AddFilter("replace", Metered("replace", Replace));
        filters.AddFilter("size", Metered("size", static (input, _, _) => NumberValue.Create(LiquidValues.Size(input))));
        filters.AddFilter("sum", Metered("sum", Sum));
    }

    /// <summary>Refuses a search whose cost would be the product of two texts of the event.</summary>
    public static void CheckNeedle(string name, int length)
    {
        if (length > TemplateLimits.NeedleLength)
            throw new RenderFault($"{name} looks for a text of {length} characters; {TemplateLimits.NeedleLength} is the most");
    }

    /// <summary>Whether the engine throws this for a value it cannot use, rather than for a defect.</summary>
    public static bool IsEngineFault(Exception exception) => exception is ArithmeticException or FormatException or ArgumentException
        or InvalidOperationException or InvalidCastException or IndexOutOfRangeException or NotSupportedException or FluidException;

    /// <summary>An engine's exception in a person's words; its own message would quote the event.</summary>
    public static string Why(Exception exception) => exception switch
    {
        DivideByZeroException => "it divides by zero",
        OverflowException => "a number is too large",
        FormatException => "a text does not have the form it needs",
        ArgumentOutOfRangeException or IndexOutOfRangeException => "a number is outside the range it may have",
        _ => "a value is of the wrong kind",
    };

    private static FilterDelegate Metered(string name, FilterDelegate filter) => (input, arguments, context) =>
    {
        var render = (RenderContext)context;
        IEnumerable<FluidValue> values = [.. arguments.Values ?? [], .. arguments.Names.Select(key => arguments[key])];
        // A missing value is what default is for; anything else would go on with something that is not there.
        if ((name == "default" ? values : values.Prepend(input)).OfType<MissingValue>().FirstOrDefault() is { } missing)
            throw missing.Fault();
        if (Searching.Contains(name))
            CheckNeedle(name, arguments.At(0).ToStringValue().Length);
        render.Charge(LiquidValues.Size(input) + values.Sum(LiquidValues.Size));
        try
        {
            var result = LiquidValues.Await(filter(Prepared(name, input, render), arguments, context));
            if (result is StringValue text)
                render.ChargeText(text.ToStringValue().Length);
            else
                render.Charge(LiquidValues.Size(result));
            return result;
        }
        catch (Exception exception) when (IsEngineFault(exception))
        {
            throw new RenderFault($"the filter {name} cannot be applied for this event: {Why(exception)}", exception);
        }
    };

    // The engine's list filters want its own lists, and its text filters would read an object as an empty text.
    private static FluidValue Prepared(string name, FluidValue input, RenderContext context) => input switch
    {
        EventValue { Type: FluidValues.Array } list when name is not ("default" or "json" or "size") => new ArrayValue([.. list.Enumerate(context)]),
        EventValue { Type: FluidValues.Dictionary } when name is not ("default" or "json" or "size" or "map") => StringValue.Create(input.ToStringValue()),
        _ => input,
    };

    private static ValueTask<FluidValue> End(FluidValue input, Index end) => input switch
    {
        ArrayValue { Values.Count: > 0 } list => list.Values[end],
        ArrayValue => new MissingValue("element in an empty list"),
        _ => throw new RenderFault("first and last take an element of a list, and this is none"),
    };

    private static ValueTask<FluidValue> Find(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        var found = LiquidValues.Await(ArrayFilters.Find(input, arguments, context));
        return found is NilValue ? new MissingValue($"element with that '{arguments.At(0).ToStringValue()}' in the list") : found;
    }

    private static ValueTask<FluidValue> Join(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        if (input is not ArrayValue list)
            return input;
        var render = (RenderContext)context;
        var separator = arguments.At(0).IsNil() ? " " : arguments.At(0).ToStringValue();
        var text = new StringBuilder();
        for (var i = 0; i < list.Values.Count; i++)
        {
            if (i > 0)
                text.Append(separator);
            text.Append(LiquidValues.Text(list.Values[i], render));
            render.ChargeText(text.Length);
        }
        return StringValue.Create(text.ToString());
    }

    // The engine's own makes the whole result before anyone can say that it is too long.
    private static ValueTask<FluidValue> Replace(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        var text = LiquidValues.Text(input, (RenderContext)context);
        var sought = arguments.At(0).ToStringValue();
        var replacement = arguments.At(1).ToStringValue();
        if (sought.Length == 0)
            throw new RenderFault("replace needs a text to look for; it was given an empty one");
        var found = text.AsSpan().Count(sought);
        ((RenderContext)context).ChargeText(text.Length + (long)found * (replacement.Length - sought.Length));
        return StringValue.Create(text.Replace(sought, replacement, StringComparison.Ordinal));
    }

    private static ValueTask<FluidValue> Sum(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        var sum = 0m;
        foreach (var element in input.Enumerate(context))
        {
            var value = arguments.Count == 0 ? element : LiquidValues.Await(element.GetValueAsync(arguments.At(0).ToStringValue(), context));
            if (value is not (NumberValue or NilValue))
                throw new RenderFault("sum adds numbers, and the list has an element that is none");
            sum += value.ToNumberValue();
        }
        return NumberValue.Create(sum);
    }
}
