using HeroProc.Host.Hosting;

namespace HeroProc.Host.Tests.Hosting;

[TestFixture]
public sealed class NearestNameTests
{
    [TestCase("Ur1", "Url")]
    [TestCase("url", "Url")]
    [TestCase("MaxConections", "MaxConnections")]
    [TestCase("Extension", "Extensions")]
    [TestCase("x", null)]
    [TestCase("Weather", null)]
    public void Find_GivesTheNameProbablyMeant(string name, string? expected) =>
        Assert.That(NearestName.Find(name, ["Url", "MaxConnections", "Extensions"]), Is.EqualTo(expected));

    [Test]
    public void Find_DoesNotCompareHugeNames() =>
        Assert.That(NearestName.Find(new string('a', 1_000_000), [new string('a', 1_000_001)]), Is.Null);
}
