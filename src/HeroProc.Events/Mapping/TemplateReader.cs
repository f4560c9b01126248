using System.Runtime.InteropServices;
using System.Text.Json;
using HeroProc.Events.Matching;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Mapping;

/// <summary>Reads a template's JSON into nodes, and collects every fault on the way.</summary>
internal static class TemplateReader
{
    /// <returns>The root, or null when a fault was added.</returns>
    public static TemplateNode? Read(JsonElement template, List<FieldError> faults)
    {
        var size = JsonMarshal.GetRawUtf8Value(template).Length;
        if (size > TemplateLimits.TemplateBytes)
        {
            faults.Add(new("", $"a template is at most {TemplateLimits.TemplateBytes} bytes of JSON; this one has {size}"));
            return null;
        }
        var root = Node(template, "", 1, faults);
        if (faults.Count > TemplateLimits.Faults)
            faults.RemoveRange(TemplateLimits.Faults, faults.Count - TemplateLimits.Faults);
        return faults.Count == 0 ? root : null;
    }

    private static TemplateNode Node(JsonElement element, string path, int depth, List<FieldError> faults)
    {
        if (depth > TemplateLimits.TemplateDepth)
            faults.Add(new(path, $"a template nests at most {TemplateLimits.TemplateDepth} deep"));
        else if (element.ValueKind == JsonValueKind.Object)
            return Map(element, path, depth, faults);
        else if (element.ValueKind == JsonValueKind.Array)
            return Sequence(element, path, depth, faults);
        else if (element.ValueKind == JsonValueKind.String && JsonText.Read(element) is var text && LiquidText.IsLiquid(text))
            return LiquidText.Compile(text, path, faults) is { } liquid ? new TemplateNode.Text(liquid, path) : Literal(element);
        return Literal(element);
    }

    private static TemplateNode Map(JsonElement element, string path, int depth, List<FieldError> faults)
    {
        var members = new List<(string Name, TemplateNode Node)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            var name = JsonText.Name(property);
            var inner = path.Length == 0 ? name : $"{path}.{name}";
            if (!names.Add(name))
                faults.Add(new(inner, "the name stands twice in one object; keep one of them"));
            if (LiquidText.IsLiquid(name))
                faults.Add(new(inner, "a name is not rendered; Liquid stands in values only"));
            members.Add((name, Node(property.Value, inner, depth + 1, faults)));
        }
        return members.TrueForAll(member => member.Node is TemplateNode.Literal) ? Literal(element) : new TemplateNode.Map(members);
    }

    private static TemplateNode Sequence(JsonElement element, string path, int depth, List<FieldError> faults)
    {
        var elements = element.EnumerateArray().Select((item, index) => Node(item, $"{path}[{index}]", depth + 1, faults)).ToList();
        return elements.TrueForAll(node => node is TemplateNode.Literal) ? Literal(element) : new TemplateNode.Sequence(elements);
    }

    private static TemplateNode.Literal Literal(JsonElement element) => new(JsonBuffer.Bytes(writer => JsonBuffer.WriteClean(writer, element)).ToArray());
}
