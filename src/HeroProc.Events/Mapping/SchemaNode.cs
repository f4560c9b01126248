using System.Text.Json;

namespace HeroProc.Events.Mapping;

/// <summary>One assertion of a schema: says whether it holds, and why not to the check.</summary>
internal delegate bool SchemaRule(SchemaCheck check, JsonElement value, string path);

/// <summary>One compiled schema: every rule must hold.</summary>
internal sealed class SchemaNode
{
    /// <summary>The rules. Filled after the node is made, because a schema may refer to itself.</summary>
    public List<SchemaRule> Rules { get; } = [];

    /// <summary>Whether every rule holds; all are asked, so that all errors are told.</summary>
    public bool Holds(SchemaCheck check, JsonElement value, string path)
    {
        if (!check.Enter(path))
            return false;
        var holds = true;
        foreach (var rule in Rules)
            holds &= rule(check, value, path);
        check.Leave();
        return holds;
    }

    /// <summary>Whether every rule holds, without telling errors: for the branches of anyOf, not and if.</summary>
    public bool HoldsQuietly(SchemaCheck check, JsonElement value, string path)
    {
        check.Quiet++;
        var holds = Holds(check, value, path);
        check.Quiet--;
        return holds;
    }
}
