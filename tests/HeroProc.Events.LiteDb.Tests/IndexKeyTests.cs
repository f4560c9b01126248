namespace HeroProc.Events.LiteDb.Tests;

internal sealed class IndexKeyTests
{
    private const int EngineLimit = 1023;

    [Test]
    public void Of_OrdersBySeqThenId_WithinAHead([Range(1, 5)] int seed)
    {
        var random = new Random(seed);
        var all = Enumerable.Range(0, 300)
            .Select(_ => (Seq: random.Next(3) == 0 ? random.NextInt64(long.MaxValue) : random.Next(5), Id: new string((char)('a' + random.Next(4)), random.Next(1, 4))))
            .ToList();
        var head = IndexKey.Head("source");
        var byKey = all.OrderBy(one => IndexKey.Of(head, one.Seq, one.Id), Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)));
        Assert.That(byKey, Is.EqualTo(all.OrderBy(one => one.Seq).ThenBy(one => one.Id, StringComparer.Ordinal)), $"seed {seed}");
    }

    [TestCase("a", "ab")]
    [TestCase("a", "a.")]
    [TestCase("A", "a")]
    [TestCase("t", "t\u0001")]
    public void EndOf_LiesBeforeTheKeysOfAnotherHead(string first, string second)
    {
        var end = IndexKey.EndOf(IndexKey.Head(first), long.MaxValue);
        Assert.That(end.AsSpan().SequenceCompareTo(IndexKey.Of(IndexKey.Head(second), 0, "x")), Is.Negative);
    }

    [Test]
    public void Text_StaysBelowTheLimit_AndKeepsLongTextsApart()
    {
        var (one, other) = (IndexKey.Text(new string('é', 5000) + "1"), IndexKey.Text(new string('é', 5000) + "2"));
        Assert.That(IndexKey.Of([.. one, 0], 1, new string('x', 5000)), Has.Length.LessThan(EngineLimit));
        Assert.That(one, Is.Not.EqualTo(other));
    }
}
