using System.Text.Json;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Tests.Matching;

/// <summary>
/// The oracle: the filter language written down a second time, straight from the pattern's JSON, as slow and plain as can be. An event
/// is a list of facts "this path holds this value, inside these array elements"; a pattern is a list of alternatives; an alternative
/// matches when a fact can be picked for each of its questions so that no two picks sit in different elements of one array.
/// </summary>
internal static class ReferenceMatcher
{
    public static bool Matches(JsonElement pattern, EventView view) => MatchesObject(pattern, view.AsJson());

    private static bool MatchesObject(JsonElement pattern, JsonElement owner)
    {
        var facts = new ReferenceFacts(owner);
        return ReferenceAlternatives.Of(pattern, path: "").Any(questions => CanPick(questions, facts));
    }

    private static bool CanPick(IReadOnlyList<ReferenceQuestion> questions, ReferenceFacts facts)
    {
        var wanted = questions.Where(question => question.Asks == ReferenceAsks.Value).ToList();
        var unwanted = questions.Where(question => question.Asks != ReferenceAsks.Value).ToList();
        return Pick(0, new Dictionary<int, int>());

        bool Pick(int index, Dictionary<int, int> elements)
        {
            if (index == wanted.Count)
                return unwanted.TrueForAll(question => Holds(question, elements));
            var question = wanted[index];
            return facts.Values.Any(fact => fact.Path == question.Path
                && Agree(fact.Elements, elements)
                && question.Entries.Any(entry => ReferenceOperators.Meets(entry, fact.Value))
                && Pick(index + 1, Union(fact.Elements, elements)));
        }

        bool Holds(ReferenceQuestion question, Dictionary<int, int> elements) => question.Asks == ReferenceAsks.Absent
            ? !facts.Values.Any(fact => fact.Path == question.Path && Agree(fact.Elements, elements))
            : !facts.Objects.Any(fact => fact.Path == question.Path && Agree(fact.Elements, elements) && MatchesObject(question.Pattern, fact.Value));
    }

    private static bool Agree(Dictionary<int, int> left, Dictionary<int, int> right) =>
        left.All(entry => !right.TryGetValue(entry.Key, out var index) || index == entry.Value);

    private static Dictionary<int, int> Union(Dictionary<int, int> left, Dictionary<int, int> right)
    {
        var both = new Dictionary<int, int>(right);
        foreach (var (array, index) in left)
            both[array] = index;
        return both;
    }
}
