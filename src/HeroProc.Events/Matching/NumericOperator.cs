using System.Runtime.InteropServices;
using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>Reads <c>numeric</c>: one or two bounds, or <c>=</c>.</summary>
internal sealed class NumericOperator(FaultList faults)
{
    /// <summary>The condition, or null with its faults told.</summary>
    public Condition? Compile(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is not (2 or 4))
        {
            faults.Add(path, "expected one or two bounds, such as [\">\", 0] or [\">\", 0, \"<=\", 5]");
            return null;
        }
        var range = new NumericRange(null, false, null, false);
        JsonNumber? equal = null;
        for (var i = 0; i < value.GetArrayLength(); i += 2)
        {
            if (Number(value[i + 1], $"{path}[{i + 1}]") is not { } number)
                return null;
            var bound = value[i].ValueKind == JsonValueKind.String ? JsonText.Read(value[i]) : "";
            switch (bound)
            {
                case ">" or ">=" when range.Low is null && equal is null:
                    range = range with { Low = number, LowIncluded = bound == ">=" };
                    break;
                case "<" or "<=" when range.High is null && equal is null:
                    range = range with { High = number, HighIncluded = bound == "<=" };
                    break;
                case "=" when value.GetArrayLength() == 2:
                    equal = number;
                    break;
                default:
                    faults.Add($"{path}[{i}]", "expected < <= = > or >=, with = alone and otherwise one lower and one upper bound");
                    return null;
            }
        }
        if (equal is { } exact)
            return new EqualCondition(Scalar.Of(exact));
        if (!range.IsEmpty)
            return new NumericCondition(range);
        faults.Add(path, "no number lies between the bounds; the lower one must be below the upper");
        return null;
    }

    /// <summary>Adds a fault unless the number is of a size anything real has; an absurd exponent is a slip or an attack.</summary>
    public static bool CheckScale(FaultList faults, JsonNumber number, string path)
    {
        if (Math.Abs(number.Scale) <= PatternLimits.NumberScale)
            return true;
        faults.Add(path, $"the number's exponent is out of range; at most {PatternLimits.NumberScale} digits before or behind the point are taken");
        return false;
    }

    private JsonNumber? Number(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            faults.Add(path, $"expected a number, found {JsonKinds.Name(value)}");
            return null;
        }
        var number = JsonNumber.Parse(JsonMarshal.GetRawUtf8Value(value));
        return CheckScale(faults, number, path) ? number : null;
    }
}
