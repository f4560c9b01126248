using HeroProc.Host.Hosting;

namespace HeroProc.Host.Tests.Hosting;

[TestFixture]
public sealed class ListenUrlTests
{
    [TestCase("http://127.0.0.1:7480", "127.0.0.1:7480")]
    [TestCase("http://127.0.0.1:7480/", "127.0.0.1:7480")]
    [TestCase("HTTP://LOCALHOST:0", "127.0.0.1:0")]
    [TestCase("http://0.0.0.0", "0.0.0.0:80")]
    [TestCase("http://[::1]:7480", "[::1]:7480")]
    public void TryParse_GivesTheAddress_WhenItIsOne(string text, string expected) =>
        Assert.That(ListenUrl.TryParse(text, out _)?.ToString(), Is.EqualTo(expected));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("127.0.0.1:7480")]
    [TestCase("http://")]
    [TestCase("http://127.0.0.1:70000")]
    [TestCase("https://127.0.0.1:1")]
    [TestCase("http://user@127.0.0.1:1")]
    [TestCase("http://127.0.0.1:1/?q")]
    [TestCase("http://127.0.0.1:1/#f")]
    [TestCase("http://*:1")]
    [TestCase("http://example.org:1")]
    public void TryParse_SaysWhy_WhenItIsNone(string? text)
    {
        Assert.That(ListenUrl.TryParse(text, out var fault), Is.Null);
        Assert.That(fault, Is.Not.Empty);
    }
}
