using System.Buffers;
using HeroProc.Events.Sources.Webhook;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HeroProc.Events.Web.Hooks;

/// <summary>A request's body read up to a limit, its content encoding undone, or what is wrong with it.</summary>
/// <param name="Bytes">The body.</param>
/// <param name="Problem">Why there is none.</param>
internal sealed record BoundedBody(ReadOnlyMemory<byte> Bytes, (int Status, string Title, string Detail)? Problem)
{
    private const int FirstBuffer = 16 * 1024;
    private const int MaxReadAway = 64 * 1024 * 1024;

    /// <summary>Reads the body. Never holds more than the limit and one buffer.</summary>
    public static async Task<BoundedBody> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        // The limit of the source is the limit; the server's own would cut below it. What is read away comes on top.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = limit + (long)MaxReadAway;
        }

        if (request.ContentLength > limit)
        {
            await ReadAwayAsync(request, cancellationToken).ConfigureAwait(false);
            return TooLarge(limit);
        }

        byte[] body;
        try
        {
            if (await ReadRawAsync(request, limit, cancellationToken).ConfigureAwait(false) is not { } whole)
            {
                await ReadAwayAsync(request, cancellationToken).ConfigureAwait(false);
                return TooLarge(limit);
            }

            body = whole;
        }
        catch (BadHttpRequestException exception)
        {
            return exception.StatusCode == 413 ? TooLarge(limit) : Failed(exception.StatusCode, "Unreadable request", "The request ended before its body was complete, or came too slowly.");
        }

        return BoundedDecompression.Apply(request.Headers.ContentEncoding, body, limit) switch
        {
            DecompressionResult.Body plain => new BoundedBody(plain.Bytes, null),
            DecompressionResult.TooLarge => TooLarge(limit),
            DecompressionResult.UnknownEncoding => Failed(415, "Unsupported content encoding", "Expected gzip, deflate, br or none."),
            _ => Failed(400, "Unreadable request", "The body is not what its Content-Encoding says."),
        };
    }

    // A sender that is still sending when the connection closes sees a broken connection, not the answer, and tries again for
    // days. A body not much too large is therefore read to its end and dropped; the server's minimum rate bounds the time.
    private static async Task ReadAwayAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // One that waits for a go-ahead has sent nothing yet, and gets the answer instead.
        if (request.ContentLength > MaxReadAway || request.Headers.Expect.Count > 0)
        {
            return;
        }

        try
        {
            for (var left = (long)MaxReadAway; left > 0;)
            {
                var result = await request.BodyReader.ReadAsync(cancellationToken).ConfigureAwait(false);
                left -= result.Buffer.Length;
                request.BodyReader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (BadHttpRequestException)
        {
            // It ended early or came too slowly: the answer is the same.
        }
    }

    private static async Task<byte[]?> ReadRawAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>((int)Math.Max(1, Math.Min(request.ContentLength ?? FirstBuffer, limit)));
        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellationToken).ConfigureAwait(false);
            foreach (var segment in result.Buffer)
            {
                if (buffer.WrittenCount + segment.Length > limit)
                {
                    request.BodyReader.AdvanceTo(result.Buffer.End);
                    return null;
                }

                buffer.Write(segment.Span);
            }

            request.BodyReader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return buffer.WrittenSpan.ToArray();
            }
        }
    }

    private static BoundedBody TooLarge(int limit) => Failed(413, "Body too large", $"Expected at most {limit} bytes.");

    private static BoundedBody Failed(int status, string title, string detail) => new(default, (status, title, detail));
}
