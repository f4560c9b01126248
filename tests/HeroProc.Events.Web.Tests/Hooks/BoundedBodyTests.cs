using System.IO.Compression;
using System.Text;
using HeroProc.Events.Web.Hooks;
using Microsoft.AspNetCore.Http;

namespace HeroProc.Events.Web.Tests.Hooks;

internal sealed class BoundedBodyTests
{
    private const int Limit = 1000;

    [Test]
    public async Task ReadAsync_GivesTheBytesAsSent_WhenTheyFit()
    {
        var sent = Encoding.UTF8.GetBytes("{\"a\" : 1}\n");

        var body = await ReadAsync(sent);

        Assert.That(body.Problem, Is.Null);
        Assert.That(body.Bytes.ToArray(), Is.EqualTo(sent));
    }

    [TestCase(Limit, null)]
    [TestCase(Limit + 1, 413)]
    public async Task ReadAsync_KeepsToTheLimitToTheByte_WhenTheLengthIsDeclared(int bytes, int? status)
    {
        var body = await ReadAsync(new byte[bytes], declareLength: true);

        Assert.That(body.Problem?.Status, Is.EqualTo(status));
    }

    [TestCase(Limit, null)]
    [TestCase(Limit + 1, 413)]
    public async Task ReadAsync_KeepsToTheLimitToTheByte_WhenTheLengthIsNotDeclared(int bytes, int? status)
    {
        var body = await ReadAsync(new byte[bytes]);

        Assert.That(body.Problem?.Status, Is.EqualTo(status));
    }

    [Test]
    public async Task ReadAsync_Refuses_WhenAFewBytesUnfoldToMoreThanTheLimit()
    {
        var body = await ReadAsync(Gzip(new byte[Limit + 1]), encoding: "gzip");

        Assert.That(body.Problem?.Status, Is.EqualTo(413));
    }

    [Test]
    public async Task ReadAsync_UndoesGzip_WhenTheResultFits()
    {
        var plain = new byte[Limit];

        var body = await ReadAsync(Gzip(plain), encoding: "gzip");

        Assert.That(body.Bytes.ToArray(), Is.EqualTo(plain));
    }

    [TestCase("zstd", 415)]
    [TestCase("gzip", 400)]
    public async Task ReadAsync_NamesTheFault_WhenTheEncodingIsUnknownOrABrokenOne(string encoding, int status)
    {
        var body = await ReadAsync("not compressed"u8.ToArray(), encoding: encoding);

        Assert.That(body.Problem?.Status, Is.EqualTo(status));
    }

    private static Task<BoundedBody> ReadAsync(byte[] sent, bool declareLength = false, string? encoding = null)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(sent);
        request.ContentLength = declareLength ? sent.Length : null;
        if (encoding is not null)
        {
            request.Headers.ContentEncoding = encoding;
        }

        return BoundedBody.ReadAsync(request, Limit, CancellationToken.None);
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.SmallestSize))
        {
            gzip.Write(plain);
        }

        return target.ToArray();
    }
}
