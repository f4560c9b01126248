using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fluid.Values;

namespace HeroProc.Events.Mapping;

/// <summary>Turns the engine's values into JSON and text.</summary>
internal static class LiquidValues
{
    /// <summary>Takes the value of a task that is done: nothing in a template waits for anything.</summary>
    public static T Await<T>(ValueTask<T> task)
    {
        if (!task.IsCompleted)
            throw new UnreachableException("A template expression is still running after it returned; every value and filter must be synchronous.");
        return task.GetAwaiter().GetResult();
    }

    /// <summary>What a value costs to pass on or to go through.</summary>
    public static long Size(FluidValue value) => value switch
    {
        StringValue text => text.ToStringValue().Length,
        ArrayValue list => list.Values.Count,
        EventValue node => node.Count,
        _ => 0,
    };

    /// <summary>Writes the value with its JSON type.</summary>
    /// <exception cref="RenderFault">The value is missing or too large.</exception>
    public static void Write(Utf8JsonWriter writer, FluidValue value, RenderContext context)
    {
        switch (value)
        {
            case MissingValue missing:
                throw missing.Fault();
            case EventValue node:
                context.ChargeOutput(node.Json.Length);
                node.WriteTo(writer);
                break;
            case BooleanValue flag:
                context.ChargeOutput(5);
                writer.WriteBooleanValue(flag.ToBooleanValue());
                break;
            case NumberValue number:
                context.ChargeOutput(30);
                writer.WriteNumberValue(number.ToNumberValue());
                break;
            case NilValue:
                context.ChargeOutput(4);
                writer.WriteNullValue();
                break;
            case ArrayValue list:
                context.ChargeOutput(list.Values.Count + 2);
                writer.WriteStartArray();
                foreach (var element in list.Values)
                    Write(writer, element, context);
                writer.WriteEndArray();
                break;
            case StringValue or EmptyValue or BlankValue:
                var text = value.ToStringValue();
                context.ChargeOutput(text.Length);
                JsonBuffer.WriteText(writer, text);
                break;
            default:
                throw new RenderFault("a loop's own state has no JSON form; use a field of it, such as forloop.index");
        }
    }

    /// <summary>The value inside a text: text as it is, everything else as its JSON, null as nothing.</summary>
    /// <exception cref="RenderFault">The value is missing or too large.</exception>
    public static string Text(FluidValue value, RenderContext context) => value switch
    {
        MissingValue missing => throw missing.Fault(),
        NilValue => "",
        StringValue or EmptyValue or BlankValue or EventValue => value.ToStringValue(),
        BooleanValue flag => flag.ToBooleanValue() ? "true" : "false",
        NumberValue number => number.ToNumberValue().ToString(CultureInfo.InvariantCulture),
        _ => JsonBuffer.Text(writer => Write(writer, value, context)),
    };
}
