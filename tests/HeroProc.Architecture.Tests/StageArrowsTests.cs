using Mono.Cecil;

namespace HeroProc.Architecture.Tests;

/// <summary>
/// Inside HeroProc.Events the stages know each other one way only: each may use those above it in the order, and the words all
/// of them speak. What does not fit is an exception with a reason.
/// </summary>
[TestFixture]
public sealed class StageArrowsTests
{
    private const string Root = "HeroProc.Events.";

    // A stage may use every stage before it, and none after it.
    private static readonly string[] _order =
        ["Diagnostics", "Verification", "Matching", "Mapping", "Triggers", "Journal", "Store", "Deliveries", "Registration", "Intake", "Sources", "Dispatch", "Retention", "Rpc", "Hosting"];

    // Plain records, the rule for ids, and the ports of a source: what every stage may speak of. They use nothing but each other.
    private static readonly HashSet<string> _words = new(StringComparer.Ordinal)
    {
        "Intake.EventRecord", "Intake.EventChecks", "Intake.NewEvent", "Intake.IntakeResult", "Intake.IEventSink",
        "Sources.EventSource", "Sources.SourceState", "Sources.IEventSourceType",
        "Triggers.EventTrigger", "Triggers.TriggerAction", "Triggers.TriggerPolicy", "Triggers.DeliveryRetry", "Triggers.Throttle", "Triggers.Batch",
        "Deliveries.Delivery", "Deliveries.DeliveryState",
        // A fact and its place in the journal.
        "Store.StoredFact", "Journal.Fact",
    };

    private static readonly Dictionary<(string User, string Used), string> _exceptions = new()
    {
        [("Registration.Registrar", "Sources.SourceTypes")] = "it asks the kinds of sources whether a config is right; the table knows only the port",
        [("Registration.WebhookPaths", "Sources.SourceTypes")] = "it asks the kinds of sources for their paths; the table knows only the port",
        [("Registration.Registrar", "Sources.SourceSecrets")] = "a secret left out of a change is kept where the change is decided",
    };

    [Test]
    public void Stages_AreThoseOfTheOrder()
    {
        using var module = Assemblies.Open("HeroProc.Events");

        Assert.That(OwnTypes(module).Select(static type => StageOf(type.FullName)).Distinct().ToArray(), Is.SubsetOf(_order).And.Length.GreaterThan(10));
    }

    [Test]
    public void Arrows_GoOneWay()
    {
        using var module = Assemblies.Open("HeroProc.Events");

        var offenders = Edges(module).Where(static edge => !_words.Contains(edge.Used) && Place(edge.Used) > Place(edge.User) && !_exceptions.ContainsKey(edge));

        Assert.That(offenders.Select(static edge => $"{edge.User} uses {edge.Used}").Order(), Is.Empty);
    }

    [Test]
    public void Words_UseOnlyWords()
    {
        using var module = Assemblies.Open("HeroProc.Events");
        var edges = Edges(module).ToArray();

        Assert.That(edges.Where(static edge => _words.Contains(edge.User) && !_words.Contains(edge.Used)).Select(static edge => $"{edge.User} uses {edge.Used}"), Is.Empty);
        Assert.That(OwnTypes(module).Select(static type => Short(type.FullName)), Is.SupersetOf(_words));
    }

    [Test]
    public void Exceptions_AreStillNeeded()
    {
        using var module = Assemblies.Open("HeroProc.Events");

        Assert.That(Edges(module), Is.SupersetOf(_exceptions.Keys));
    }

    private static IEnumerable<TypeDefinition> OwnTypes(ModuleDefinition module) =>
        Assemblies.OwnTypes(module).Where(static type => type.DeclaringType is null && StageOf(type.FullName) is not null);

    /// <summary>Which type uses which type of another stage.</summary>
    private static IEnumerable<(string User, string Used)> Edges(ModuleDefinition module) =>
        from type in OwnTypes(module)
        from used in TypeUses.Of(type)
        let stage = StageOf(used)
        where stage is not null && stage != StageOf(type.FullName)
        select (Short(type.FullName), Short(used));

    private static int Place(string type) => Array.IndexOf(_order, type.Split('.')[0]);

    private static string? StageOf(string type) =>
        type.StartsWith(Root, StringComparison.Ordinal) && type[Root.Length..].Split('.') is { Length: > 1 } parts ? parts[0] : null;

    private static string Short(string type) => $"{StageOf(type)}.{type.Split('.')[^1]}";
}
