using System.IO.Compression;
using HeroProc.Events.Sources.Webhook;

namespace HeroProc.Events.Tests.Sources.Webhook;

[Parallelizable(ParallelScope.All)]
public sealed class BoundedDecompressionTests
{
    private static byte[] Compress(string encoding, byte[] plain)
    {
        using var output = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(output, CompressionLevel.Fastest),
            _ => new BrotliStream(output, CompressionLevel.Fastest),
        })
        {
            stream.Write(plain);
        }

        return output.ToArray();
    }

    [Test]
    public void Apply_GivesTheBodyBack_UpToTheLimit([Values("gzip", "deflate", "br")] string encoding, [Values(0, 1, 100_000)] int length)
    {
        var plain = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var compressed = Compress(encoding, plain);
        var result = BoundedDecompression.Apply(encoding.ToUpperInvariant(), compressed, length);
        Assert.That(((DecompressionResult.Body)result).Bytes.ToArray(), Is.EqualTo(plain));
        if (length > 0)
        {
            Assert.That(BoundedDecompression.Apply(encoding, compressed, length - 1), Is.InstanceOf<DecompressionResult.TooLarge>());
        }
    }

    [Test]
    public void Apply_StopsAtTheLimit_WhenASmallBodyUnfoldsToALargeOne([Values("gzip", "deflate", "br")] string encoding)
    {
        var bomb = Compress(encoding, new byte[50_000_000]);
        Assert.That(bomb, Has.Length.LessThan(500_000));
        Assert.That(BoundedDecompression.Apply(encoding, bomb, 1_000_000), Is.InstanceOf<DecompressionResult.TooLarge>());
    }

    [Test]
    public void Apply_SaysDamaged_WhenTheBodyIsNotWhatItsEncodingSays([Values("gzip", "deflate", "br")] string encoding)
    {
        var whole = Compress(encoding, [.. Enumerable.Range(0, 10_000).Select(i => (byte)((i * 7919) >> 5))]);
        Assert.Multiple(() =>
        {
            Assert.That(BoundedDecompression.Apply(encoding, "{\"no\":\"compression\"}"u8.ToArray(), 1000), Is.InstanceOf<DecompressionResult.Damaged>());
            Assert.That(BoundedDecompression.Apply(encoding, whole.AsMemory()[..(whole.Length / 2)], 100_000), Is.InstanceOf<DecompressionResult.Damaged>());
        });
    }

    [TestCase(null, 10)]
    [TestCase("identity", 10)]
    [TestCase("", 10)]
    public void Apply_KeepsTheBody_WhenThereIsNoEncoding(string? encoding, int limit)
    {
        Assert.That(((DecompressionResult.Body)BoundedDecompression.Apply(encoding, new byte[10], limit)).Bytes.Length, Is.EqualTo(10));
        Assert.That(BoundedDecompression.Apply(encoding, new byte[11], limit), Is.InstanceOf<DecompressionResult.TooLarge>());
    }

    [TestCase("zstd")]
    [TestCase("gzip, gzip")]
    [TestCase("compress")]
    public void Apply_KnowsNoOtherEncoding(string encoding) =>
        Assert.That(BoundedDecompression.Apply(encoding, new byte[3], 10), Is.InstanceOf<DecompressionResult.UnknownEncoding>());
}
