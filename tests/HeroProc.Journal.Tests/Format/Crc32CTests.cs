using System.Text;

namespace HeroProc.Journal.Tests;

[TestFixture]
internal sealed class Crc32CTests
{
    // The check value of the Castagnoli polynomial, and vectors of RFC 3720 appendix B.4.
    [TestCase("123456789", 0xE3069283u)]
    [TestCase("", 0u)]
    public void Compute_GivesTheKnownValue(string text, uint expected) =>
        Assert.That(Crc32C.Compute(Encoding.ASCII.GetBytes(text)), Is.EqualTo(expected));

    [TestCase(0x00, 0x8A9136AAu)]
    [TestCase(0xFF, 0x62A8AB43u)]
    public void Compute_GivesTheKnownValue_Of32EqualBytes(byte value, uint expected) =>
        Assert.That(Crc32C.Compute(Enumerable.Repeat(value, 32).ToArray()), Is.EqualTo(expected));

    [Test]
    public void Update_DoesNotDependOnHowTheBytesAreCut([Range(0, 40)] int cut)
    {
        var bytes = Enumerable.Range(0, 40).Select(static i => (byte)(i * 7)).ToArray();
        var state = Crc32C.Update(Crc32C.Update(Crc32C.Start, bytes.AsSpan(0, cut)), bytes.AsSpan(cut));
        Assert.That(Crc32C.Finish(state), Is.EqualTo(Crc32C.Compute(bytes)));
    }
}
