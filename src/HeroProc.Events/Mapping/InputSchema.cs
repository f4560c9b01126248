using System.Text.Json;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Mapping;

/// <summary>
/// An action's <c>input_schema</c>, compiled: JSON Schema, asked of rendered inputs before a job is made. Immutable; used by any
/// number of threads at once. Nothing outside the schema is ever read: a reference leads inside it or is refused.
/// </summary>
internal sealed class InputSchema
{
    private readonly SchemaNode _root;

    private InputSchema(SchemaNode root) => _root = root;

    /// <summary>Compiles a schema.</summary>
    /// <param name="schema">An object or boolean schema, or a string that holds one as JSON.</param>
    /// <returns>The schema, or all its faults with their paths.</returns>
    public static MappingResult<InputSchema> Compile(JsonElement schema)
    {
        var faults = new List<FieldError>();
        var root = SchemaCompiler.Compile(schema, faults);
        return root is null ? MappingResult<InputSchema>.Failed(faults) : MappingResult<InputSchema>.Of(new InputSchema(root));
    }

    /// <summary>Asks whether inputs are what the schema wants.</summary>
    /// <param name="inputs">Any JSON value.</param>
    /// <returns>What is wrong, each with its path inside the inputs; empty when nothing is.</returns>
    public IReadOnlyList<FieldError> Check(JsonElement inputs)
    {
        var check = new SchemaCheck();
        _root.Holds(check, inputs, "");
        return check.Errors;
    }
}
