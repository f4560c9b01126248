using System.IO.Pipelines;
using System.Text;
using HeroProc.Host.Rpc.Newline;

namespace HeroProc.Host.Tests.Rpc;

[TestFixture]
internal sealed class LineReaderTests
{
    private const int Limit = 8;

    [TestCase("", "")]
    [TestCase("a\nb\n", "a|b")]
    [TestCase("a\r\nb", "a|b")]
    [TestCase("\n\n", "|")]
    [TestCase("12345678\n1\n", "12345678|1")]
    [TestCase("12345678\r\n1\n", "12345678|1")]
    [TestCase("123456789\n1\n", "<long>|1")]
    [TestCase("123456789\r\n1\n", "<long>|1")]
    [TestCase("1234567890123456789012345\n1\n12345678901\n2", "<long>|1|<long>|2")]
    [TestCase("123456789012", "<long>")]
    [CancelAfter(20_000)]
    public async Task ReadAsync_FindsTheSameLines_HoweverTheyArrive(string text, string lines, CancellationToken cancellationToken)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var size = 1; size <= Math.Max(1, bytes.Length); size++)
        {
            Assert.That(await ReadAsync(bytes, size, cancellationToken), Is.EqualTo(lines), $"in pieces of {size}");
        }
    }

    private static async Task<string> ReadAsync(byte[] bytes, int size, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 4));
        using var reader = new LineReader(pipe.Reader, Limit);
        var found = new List<string>();
        var reading = Task.Run(
            async () =>
            {
                while (await reader.ReadAsync(cancellationToken) is { Kind: not LineKind.End } line)
                {
                    found.Add(line.Kind == LineKind.TooLong ? "<long>" : Encoding.ASCII.GetString(line.Bytes.Span));
                }
            },
            cancellationToken);
        foreach (var piece in bytes.Chunk(size))
        {
            await pipe.Writer.WriteAsync(piece, cancellationToken);
        }

        await pipe.Writer.CompleteAsync();
        await reading;
        return string.Join('|', found);
    }
}
