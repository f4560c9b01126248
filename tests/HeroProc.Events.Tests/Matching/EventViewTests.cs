using System.Text.Json;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Tests.Matching;

[Parallelizable(ParallelScope.All)]
internal sealed class EventViewTests
{
    private static EventView Full() => new()
    {
        Id = "e-1",
        SourceId = "forge",
        SourceType = "webhook",
        Type = "push",
        Subject = "main",
        Timestamp = ulong.MaxValue,
        Headers = new Dictionary<string, string> { ["x-event"] = "push" },
        Data = JsonElement.Parse("""{"items":[{"id":1e2},[[7]]],"a":1,"a":2,"b\u002fc":null,"half":"\ud83d"}"""),
        Forge = JsonElement.Parse("""{"kind":"push"}"""),
        Hop = 3,
        CorrelationId = "c",
        CausationId = "p",
    };

    [TestCase("id", "\"e-1\"")]
    [TestCase("source_id", "\"forge\"")]
    [TestCase("source_type", "\"webhook\"")]
    [TestCase("type", "\"push\"")]
    [TestCase("subject", "\"main\"")]
    [TestCase("timestamp", "18446744073709551615")]
    [TestCase("headers.x-event", "\"push\"")]
    [TestCase("data.items[0].id", "1e2")]
    [TestCase("data.items[1][0][0]", "7")]
    [TestCase("data.a", "2")]
    [TestCase("data.b/c", "null")]
    [TestCase("data.half", "\"\\ud83d\"")]
    [TestCase("forge.kind", "\"push\"")]
    [TestCase("hop", "3")]
    [TestCase("correlation_id", "\"c\"")]
    [TestCase("causation_id", "\"p\"")]
    public void TryGet_FindsTheField(string path, string expected)
    {
        Assert.That(Full().TryGet(path, out var value), Is.True);
        Assert.That(value.GetRawText(), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("nosuch")]
    [TestCase("data.nosuch")]
    [TestCase("data.items[2]")]
    [TestCase("data.items[-1]")]
    [TestCase("data.items[+1]")]
    [TestCase("data.items[]")]
    [TestCase("data.items[0")]
    [TestCase("data.items[0]x")]
    [TestCase("data.items[99999999999]")]
    [TestCase("data.a[0]")]
    [TestCase("data.a.b")]
    [TestCase("type.x")]
    [TestCase("[0]")]
    public void TryGet_SaysFalse_WhenThePathLeadsNowhere(string path) => Assert.That(Full().TryGet(path, out _), Is.False);

    [TestCase("subject")]
    [TestCase("data")]
    [TestCase("forge")]
    [TestCase("correlation_id")]
    [TestCase("causation_id")]
    public void TryGet_SaysFalse_WhenTheEventHasNoSuchField(string path) => Assert.That(Views.Of("{}").TryGet(path, out _), Is.False);

    [Test]
    public void AsJson_KeepsThePayloadToTheLetter()
    {
        var view = Full();

        Assert.That(view.AsJson().GetProperty("data").GetRawText(), Is.EqualTo(view.Data.GetRawText()));
    }

    [Test]
    public void AsJson_TakesHalfASurrogatePairInText()
    {
        var view = new EventView { Id = "e", SourceId = "s", SourceType = "manual", Type = "a\ud83d", Timestamp = 0 };

        Assert.That(view.AsJson().GetProperty("type").GetString(), Is.EqualTo("a\ufffd"));
    }
}
