using System.Text;

namespace HeroProc.Events.Tests.Matching;

/// <summary>
/// Makes patterns and events out of few names and few values, so that they meet often. One seed, one sequence.
/// </summary>
internal sealed class PatternGenerator(int seed)
{
    // Few enough to collide, odd enough to hurt: other ways to write a number, case, escapes, half pairs.
    private static readonly string[] Values =
        ["\"a\"", "\"ab\"", "\"A\"", "\"b/a\"", "\"\"", "\"10.0.0.1\"", "1", "1.0", "2", "10e-1", "-1", "null", "true", "false", "\"1\"", "\"a*\"", "\"\\u0061\""];

    private static readonly string[] EventOnlyValues = ["\"\\ud83d\"", "1e400", "0.30000000000000000001", "\"x\\\"y\""];

    private static readonly string[] Entries =
    [
        "{\"prefix\":\"a\"}", "{\"prefix\":{\"equals-ignore-case\":\"A\"}}", "{\"suffix\":\"a\"}", "{\"suffix\":{\"equals-ignore-case\":\"B\"}}",
        "{\"equals-ignore-case\":\"AB\"}", "{\"wildcard\":\"*a\"}", "{\"wildcard\":\"a*\"}", "{\"wildcard\":\"*/*\"}", "{\"anything-but\":\"a\"}",
        "{\"anything-but\":[1,2]}", "{\"anything-but\":{\"prefix\":\"a\"}}", "{\"anything-but\":{\"wildcard\":[\"a*\",\"*a\"]}}",
        "{\"numeric\":[\">\",0]}", "{\"numeric\":[\">=\",1,\"<\",2]}", "{\"numeric\":[\"=\",1]}", "{\"numeric\":[\"<\",1.5]}", "{\"exists\":true}",
        "{\"exists\":false}", "{\"cidr\":\"10.0.0.0/8\"}", "{\"glob\":[\"*\"]}", "{\"glob\":[\"**\",\"!a*\"]}", "{\"glob\":[\"b/a?\",\"ab+\"]}",
        "{\"regex\":\"^a\"}", "{\"all\":[\"a\",1]}", "{\"all\":[\"a\",\"ab\"]}",
    ];

    private static readonly string[] Names = ["x", "y", "z"];

    private readonly Random _random = new(seed);

    public string Pattern()
    {
        var parts = new List<string>();
        if (Chance(8))
            parts.Add($"\"type\":{Leaf()}");
        if (Chance(10))
            parts.Add($"\"subject\":{Leaf()}");
        if (parts.Count == 0 || !Chance(5))
            parts.Add($"\"data\":{Object(2)}");
        if (Chance(6))
            parts.Add(Group(2, inData: true));
        return $"{{{string.Join(',', parts)}}}";
    }

    public string Event()
    {
        var parts = new List<string> { $"\"type\":{Text()}", $"\"data\":{(Chance(8) ? Value(4) : Fields(4))}" };
        if (Chance(2))
            parts.Add($"\"subject\":{Text()}");
        return $"{{{string.Join(',', parts)}}}";
    }

    public int Below(int limit) => _random.Next(limit);

    private string Object(int depth)
    {
        var names = Names.Where(_ => Chance(3)).DefaultIfEmpty(Names[Below(Names.Length)]).ToList();
        var parts = names.Select(name => Chance(12)
            ? $"\"{name}.{Names[Below(3)]}\":{Leaf()}"
            : $"\"{name}\":{(depth > 0 && Chance(3) ? Object(depth - 1) : Leaf())}").ToList();
        if (depth > 0 && Chance(5))
            parts.Add(Group(depth - 1, inData: false));
        return $"{{{string.Join(',', parts)}}}";
    }

    private string Group(int depth, bool inData)
    {
        string Part() => inData ? $"{{\"data\":{Object(depth)}}}" : Object(depth);
        return Below(3) switch
        {
            0 => $"\"$or\":[{Part()},{Part()}]",
            1 => $"\"$and\":[{Part()},{Part()}]",
            _ => $"\"$not\":{Part()}",
        };
    }

    private string Leaf()
    {
        var list = new StringBuilder("[").Append(Entry());
        while (Chance(2))
            list.Append(',').Append(Entry());
        return list.Append(']').ToString();
    }

    private string Entry() => Chance(2) ? Values[Below(Values.Length)] : Entries[Below(Entries.Length)];

    private string Value(int depth)
    {
        var kind = depth == 0 ? 0 : Below(5);
        return kind switch
        {
            0 or 1 => Chance(15) ? EventOnlyValues[Below(EventOnlyValues.Length)] : Values[Below(Values.Length)],
            2 => $"[{string.Join(',', Enumerable.Range(0, Below(4)).Select(_ => Value(depth - 1)))}]",
            _ => Fields(depth),
        };
    }

    private string Fields(int depth)
    {
        // Mostly all of the names, now and then one of them twice.
        var names = Names.Where(_ => !Chance(5)).ToList();
        if (Chance(12))
            names.Add(Names[Below(Names.Length)]);
        // A dotted name stands alone with its first part: what of one question lies in "x" and what in "x.y" is nobody's business.
        if (Chance(12))
            names = [$"{Names[Below(3)]}.{Names[Below(3)]}"];
        return $"{{{string.Join(',', names.Select(name => $"\"{name}\":{Value(depth - 1)}"))}}}";
    }

    private string Text() => Values.Where(value => value[0] == '"').ElementAt(Below(6));

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;
}
