using System.Text.Json;
using System.Text.Json.Nodes;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>An object with known members. Names are matched exactly.</summary>
/// <param name="members">The members in the order declared.</param>
/// <param name="isOpen">True when further members are taken too.</param>
internal sealed class ObjectShape(IReadOnlyList<ShapeMember> members, bool isOpen) : Shape
{
    /// <summary>The members in the order declared.</summary>
    public IReadOnlyList<ShapeMember> Members => members;

    /// <inheritdoc/>
    public override void Check(JsonElement value, FaultList faults)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"expected an object, came {FaultList.Kind(value)}");
            return;
        }

        Span<bool> seen = members.Count <= 128 ? stackalloc bool[members.Count] : new bool[members.Count];
        var next = 0;
        foreach (var property in value.EnumerateObject())
        {
            var index = Find(property, next);
            if (index < 0)
            {
                if (!isOpen)
                {
                    Unknown(property.Name, faults);
                }

                continue;
            }

            next = index + 1;
            var member = members[index];
            if (seen[index])
            {
                faults.AddAt(member.Name, "stands there twice");
                continue;
            }

            seen[index] = true;
            faults.Enter(member.Name);
            member.Shape.Value.Check(property.Value, faults);
            faults.Leave();
        }

        for (var index = 0; index < members.Count; index++)
        {
            if (members[index].IsRequired && !seen[index])
            {
                faults.AddAt(members[index].Name, "is required");
            }
        }
    }

    /// <inheritdoc/>
    public override JsonObject Schema(IReadOnlyList<Shape> open)
    {
        var schema = new JsonObject { ["type"] = "object" };
        if (open.Contains(this))
        {
            return schema;
        }

        IReadOnlyList<Shape> further = [.. open, this];
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var member in members)
        {
            properties[member.Name] = member.Schema(further);
            if (member.IsRequired)
            {
                required.Add(member.Name);
            }
        }

        schema["properties"] = properties;
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        if (!isOpen)
        {
            schema["additionalProperties"] = false;
        }

        return schema;
    }

    // Senders mostly keep one order, so the member after the last one found is tried first.
    private int Find(JsonProperty property, int next)
    {
        for (var step = 0; step < members.Count; step++)
        {
            var index = (next + step) % members.Count;
            if (property.NameEquals(members[index].Utf8Name))
            {
                return index;
            }
        }

        return -1;
    }

    private void Unknown(string name, FaultList faults)
    {
        var nearest = NearestName.Find(name, members.Select(static member => member.Name));
        var known = members.Count == 0 ? "no fields are known here" : $"known are {string.Join(", ", members.Select(static member => member.Name))}";
        faults.AddAt(name, nearest is null ? $"unknown field; {known}" : $"unknown field; did you mean '{nearest}'?");
    }
}
