using System.Text;
using System.Text.Json;
using HeroProc.Events.Journal;
using HeroProc.Events.Rpc;
using HeroProc.Events.Web.Hooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace HeroProc.Events.Web.Streams;

/// <summary>
/// <c>GET /events/stream?source_id=&amp;type=&amp;cursor=</c>: events as they are accepted, as server-sent events. The id of each is its
/// cursor, so a client that comes back with <c>Last-Event-ID</c> misses nothing.
/// </summary>
internal sealed class StreamEndpoint(EventTail tail, SubscriptionHub hub, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>How long a stream is silent before a sign of life is sent.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may take for one event before it is cut off.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly string[] _known = ["source_id", "type", "cursor"];
    private static readonly byte[] _lifeSign = ": \n\n"u8.ToArray();

    /// <summary>Answers until the client goes, is too slow, or the host stops.</summary>
    public async Task StreamAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (query.Keys.FirstOrDefault(static key => !_known.Contains(key, StringComparer.Ordinal)) is not null)
        {
            await Problem.WriteAsync(context, 400, "Unknown parameter", $"Expected {string.Join(", ", _known)} or none.").ConfigureAwait(false);
            return;
        }

        // The browser's own memory of where it was is newer than the address it was given at first.
        var from = (string?)context.Request.Headers["Last-Event-ID"] ?? query["cursor"];
        if (!Cursor.TryEvent(string.IsNullOrEmpty(from) ? null : from, out var after) || after > tail.End)
        {
            await Problem.WriteAsync(context, 400, "Wrong cursor", "Expected the id of an event of this stream, or none.").ConfigureAwait(false);
            return;
        }

        if (!hub.TryBeginStream())
        {
            await Problem.WriteAsync(context, 503, "Too many streams", $"At most {SubscriptionHub.Max} are open at once.", new Dictionary<string, string> { ["Retry-After"] = "5" }).ConfigureAwait(false);
            return;
        }

        try
        {
            await TellAsync(context, after ?? tail.End, query["source_id"], query["type"]).ConfigureAwait(false);
        }
        finally
        {
            hub.EndStream();
        }
    }

    private async Task TellAsync(HttpContext context, long after, string? sourceId, string? type)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        var events = tail.FollowAsync(after, sourceId, type, stop.Token).GetAsyncEnumerator(CancellationToken.None);
        var next = Task.FromResult(true);
        try
        {
            await WriteAsync(context, _lifeSign, stop.Token).ConfigureAwait(false);
            next = events.MoveNextAsync().AsTask();
            while (await NextAsync(context, next, stop.Token).ConfigureAwait(false))
            {
                var (seq, record) = events.Current;
                await WriteAsync(context, Frame(new StreamedEvent(EventDocument.Of(record), Cursor.OfEvent(seq))), stop.Token).ConfigureAwait(false);
                next = events.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException)
        {
            // The client went, was too slow, or the host stops: in each case the stream is over.
        }
        finally
        {
            // A walk is not left while it waits.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await events.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> NextAsync(HttpContext context, Task<bool> next, CancellationToken cancellationToken)
    {
        while (!next.IsCompleted)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var silence = Task.Delay(Heartbeat, time, enough.Token);
            if (await Task.WhenAny(next, silence).ConfigureAwait(false) == silence && !cancellationToken.IsCancellationRequested)
            {
                await WriteAsync(context, _lifeSign, cancellationToken).ConfigureAwait(false);
            }

            await enough.CancelAsync().ConfigureAwait(false);
        }

        return await next.ConfigureAwait(false);
    }

    private async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await context.Response.Body.WriteAsync(bytes, either.Token).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            context.Abort();
            throw;
        }
    }

    // Serialised JSON holds no line break, so one data line is enough.
    private static byte[] Frame(StreamedEvent streamed)
    {
        var head = Encoding.ASCII.GetBytes($"id: {streamed.Cursor}\nevent: event.notification\ndata: ");
        return [.. head, .. JsonSerializer.SerializeToUtf8Bytes(streamed, RpcJson.Default.StreamedEvent), (byte)'\n', (byte)'\n'];
    }
}
