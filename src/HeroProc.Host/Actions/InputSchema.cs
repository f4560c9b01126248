using System.Text.Json;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Host.Actions;

/// <summary>The JSON Schema of an action's inputs, ready to check them. Immutable, thread-safe.</summary>
internal sealed class InputSchema
{
    private const int MaxChars = 256 * 1024;
    private readonly SchemaNode _root;
    private readonly IReadOnlyDictionary<string, SchemaNode> _known;

    private InputSchema(SchemaNode root, IReadOnlyDictionary<string, SchemaNode> known)
    {
        _root = root;
        _known = known;
    }

    /// <summary>The schema, or null with its faults added: an object, or a string that holds one.</summary>
    public static InputSchema? Parse(JsonElement schema, List<FieldError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var before = errors.Count;
        if (schema.ValueKind == JsonValueKind.String)
        {
            try
            {
                using var document = JsonDocument.Parse(schema.GetString()!);
                schema = document.RootElement.Clone();
            }
            catch (JsonException)
            {
                errors.Add(new FieldError("input_schema", "is a text that is not JSON"));
                return null;
            }
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError("input_schema", "is a JSON Schema: an object, or a text that holds one"));
            return null;
        }

        if (schema.GetRawText().Length > MaxChars)
        {
            errors.Add(new FieldError("input_schema", $"is longer than {MaxChars} characters"));
            return null;
        }

        var reader = new SchemaReader(errors);
        var root = reader.Read(schema);
        return errors.Count == before ? new InputSchema(root, reader.Known) : null;
    }

    /// <summary>All faults of the inputs, with paths that begin with <c>inputs</c>. Absent inputs are checked as <c>null</c>.</summary>
    public IReadOnlyList<FieldError> Check(JsonElement inputs)
    {
        var errors = new List<FieldError>();
        new SchemaWalk(_known).Check(_root, inputs, "inputs", errors, 0);
        return errors;
    }
}
