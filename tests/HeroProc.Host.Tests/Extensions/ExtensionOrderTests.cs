using HeroProc.Host.Extensions;

namespace HeroProc.Host.Tests.Extensions;

[TestFixture]
public sealed class ExtensionOrderTests
{
    [TestCase("a b c", "a b c")]
    [TestCase("a>b b c", "b a c")]
    [TestCase("a>b b>c c d", "c b a d")]
    [TestCase("c>a,b b>a a", "a b c")]
    public void Of_PutsAnExtensionBehindThoseItRequires_AndKeepsTheOrderElse(string listed, string expected) =>
        Assert.That(ExtensionOrder.Of(Parse(listed)).Value!.Select(manifest => manifest.Name), Is.EqualTo(expected.Split(' ')));

    [TestCase("a>a")]
    [TestCase("a>b b>a")]
    [TestCase("x a>b b>c c>a")]
    public void Of_IsRefused_WhenRequirementsGoInACircle(string listed) =>
        Assert.That(ExtensionOrder.Of(Parse(listed)).Faults, Has.One.Contains("extension a: cannot be ordered"));

    [Test]
    public void Of_TellsEveryMissingRequirementAndClash()
    {
        var faults = ExtensionOrder.Of(Parse("a>x,y A b>z")).Faults;

        Assert.That(faults, Is.EqualTo(new[]
        {
            "extension A: the name is used twice, in /a and in /A",
            "extension a: requires x, which is not among Host:Extensions",
            "extension a: requires y, which is not among Host:Extensions",
            "extension b: requires z, which is not among Host:Extensions",
        }));
    }

    // "a>b,c d": a requires b and c, d requires nothing.
    private static ExtensionManifest[] Parse(string listed) =>
        [.. listed.Split(' ').Select(text => text.Split('>')).Select(parts => new ExtensionManifest
        {
            Name = parts[0],
            Modules = [],
            Requires = parts.Length > 1 ? parts[1].Split(',') : [],
            Folder = "/" + parts[0],
        })];
}
