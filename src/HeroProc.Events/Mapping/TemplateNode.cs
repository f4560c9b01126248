using System.Text;
using System.Text.Json;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Mapping;

/// <summary>A part of a compiled template.</summary>
internal abstract class TemplateNode
{
    /// <summary>Writes the part; a string that cannot be rendered is written as null and its fault added.</summary>
    public abstract void Write(Utf8JsonWriter writer, RenderContext context, List<FieldError> faults);

    /// <summary>JSON without Liquid: written as it was given.</summary>
    internal sealed class Literal(byte[] json) : TemplateNode
    {
        public override void Write(Utf8JsonWriter writer, RenderContext context, List<FieldError> faults) =>
            writer.WriteRawValue(json, skipInputValidation: true);
    }

    /// <summary>A string that holds Liquid.</summary>
    internal sealed class Text(LiquidText text, string path) : TemplateNode
    {
        public override void Write(Utf8JsonWriter writer, RenderContext context, List<FieldError> faults)
        {
            // One string alone, so that a fault half-way leaves nothing behind in the output.
            if (faults.Count < TemplateLimits.Faults && !context.Exhausted)
            {
                try
                {
                    var json = JsonBuffer.Bytes(alone => text.Write(alone, context));
                    CheckDepth(json.Span, TemplateLimits.OutputDepth - writer.CurrentDepth);
                    writer.WriteRawValue(json.Span, skipInputValidation: true);
                    return;
                }
                catch (RenderFault fault)
                {
                    faults.Add(new(path, fault.Message));
                }
            }
            writer.WriteNullValue();
        }

        private static void CheckDepth(ReadOnlySpan<byte> json, int depth)
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = TemplateLimits.OutputDepth * 64 });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= depth)
                    throw new RenderFault($"the rendered JSON nests more than {TemplateLimits.OutputDepth} deep; pass on a part of this value");
            }
        }
    }

    /// <summary>An object with Liquid somewhere inside.</summary>
    internal sealed class Map(IReadOnlyList<(string Name, TemplateNode Node)> members) : TemplateNode
    {
        public override void Write(Utf8JsonWriter writer, RenderContext context, List<FieldError> faults)
        {
            writer.WriteStartObject();
            foreach (var (name, node) in members)
            {
                writer.WritePropertyName(Encoding.UTF8.GetBytes(name));
                node.Write(writer, context, faults);
            }
            writer.WriteEndObject();
        }
    }

    /// <summary>A list with Liquid somewhere inside.</summary>
    internal sealed class Sequence(IReadOnlyList<TemplateNode> elements) : TemplateNode
    {
        public override void Write(Utf8JsonWriter writer, RenderContext context, List<FieldError> faults)
        {
            writer.WriteStartArray();
            foreach (var element in elements)
                element.Write(writer, context, faults);
            writer.WriteEndArray();
        }
    }
}
