using HeroProc.Host.Hosting;

namespace HeroProc.Host.Tests.Hosting;

[TestFixture]
public sealed class OneLineTests
{
    [TestCase("plain – ünïcode", "plain – ünïcode")]
    [TestCase("a\r\nb\tc", "a\\r\\nb\\tc")]
    [TestCase("\u001b[31mred", "\\u001B[31mred")]
    [TestCase("a\u2028b\u202Ec\u0085", "a\\u2028b\\u202Ec\\u0085")]
    public void Escape_LeavesNothingThatEndsALineOrSpeaksToATerminal(string text, string expected) =>
        Assert.That(OneLine.Escape(text), Is.EqualTo(expected));
}
