using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Rpc;
using HeroProc.Events.Web.Streams;
using HeroProc.Journal;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace HeroProc.Events.Web.Tests.Streams;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StreamEndpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heroproc-stream-").FullName;
    private readonly TimerSignal _time = new();
    private readonly FactLog _log = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly Pipe _body = new();
    private RecordJournal _journal = null!;
    private SubscriptionHub _hub = null!;
    private StreamEndpoint _endpoint = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        var opened = await RecordJournal.OpenAsync(new FileJournalDisk(_folder), new JournalOptions(), _time, NullLogger.Instance, CancellationToken.None);
        _journal = ((JournalOpenResult.Opened)opened).Journal;
        _log.Attach(_journal, "test");
        var tail = new EventTail(_log);
        _hub = new SubscriptionHub(tail, IdGenerator.FromSystem(_time), NullLogger<SubscriptionHub>.Instance);
        _endpoint = new StreamEndpoint(tail, _hub, _time, Mock.Of<IHostApplicationLifetime>());
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _journal.DisposeAsync();
        _hub.Dispose();
    }

    public void Dispose()
    {
        _gone.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test, CancelAfter(30_000)]
    public async Task Stream_TellsEventsAfterTheOneTheClientKnows_AndEndsWithTheClient(CancellationToken token)
    {
        await AcceptAsync("a", "push");
        var known = Cursor.OfEvent(_log.DurableSeq);
        await AcceptAsync("b", "tag");
        await AcceptAsync("c", "push");
        var context = Context("?type=push");
        context.Request.Headers["Last-Event-ID"] = known;

        var streaming = _endpoint.StreamAsync(context);
        using var lines = new StreamReader(_body.Reader.AsStream());
        var told = await NextAsync(lines, token);

        Assert.That(context.Response.ContentType, Is.EqualTo("text/event-stream"));
        Assert.That(told.Event.GetProperty("event").GetProperty("id").GetString(), Is.EqualTo("c"));
        Assert.That(told.Id, Is.EqualTo(told.Event.GetProperty("cursor").GetString()));
        await AcceptAsync("d", "push");
        Assert.That((await NextAsync(lines, token)).Event.GetProperty("event").GetProperty("id").GetString(), Is.EqualTo("d"));
        await _gone.CancelAsync();
        await streaming.WaitAsync(token);
    }

    [Test, CancelAfter(30_000)]
    public async Task Stream_ShowsASignOfLife_WhileNothingHappens(CancellationToken token)
    {
        var streaming = _endpoint.StreamAsync(Context(""));
        using var lines = new StreamReader(_body.Reader.AsStream());
        Assert.That(await lines.ReadLineAsync(token), Is.EqualTo(": "));
        await lines.ReadLineAsync(token);

        while (await _time.Timers.ReadAsync(token) != StreamEndpoint.Heartbeat)
        {
            // Another timer: the wait for the first write.
        }

        _time.Advance(StreamEndpoint.Heartbeat);

        Assert.That(await lines.ReadLineAsync(token), Is.EqualTo(": "));
        await _gone.CancelAsync();
        await streaming.WaitAsync(token);
    }

    [TestCase("?cursor=x", 400)]
    [TestCase("?cursor=e7fffffff", 400)]
    [TestCase("?sourceid=a", 400)]
    [CancelAfter(30_000)]
    public async Task Stream_Refuses_WhatItDoesNotKnow(string query, int status, CancellationToken token)
    {
        var context = Context(query);

        await _endpoint.StreamAsync(context).WaitAsync(token);

        Assert.That(context.Response.StatusCode, Is.EqualTo(status));
    }

    [Test, CancelAfter(30_000)]
    public async Task Stream_Refuses_WhenAllPlacesAreTaken_AndGivesItsOwnBack(CancellationToken token)
    {
        for (var i = 0; i < SubscriptionHub.Max; i++)
        {
            Assert.That(_hub.TryBeginStream(), Is.True);
        }

        var refused = Context("");
        await _endpoint.StreamAsync(refused).WaitAsync(token);
        _hub.EndStream();
        await _gone.CancelAsync();
        await _endpoint.StreamAsync(Context("")).WaitAsync(token);

        Assert.That(refused.Response.StatusCode, Is.EqualTo(503));
        Assert.That((string?)refused.Response.Headers.RetryAfter, Is.EqualTo("5"));
        Assert.That(_hub.TryBeginStream(), Is.True);
    }

    private async Task AcceptAsync(string id, string type)
    {
        var result = await _log.AppendAsync(new EventAccepted(new EventRecord
        {
            Id = id,
            SourceId = "manual",
            SourceType = "manual",
            Type = type,
            Timestamp = 1,
            ReceivedAt = 1,
            ContentType = "application/json",
            Payload = Encoding.UTF8.GetBytes("{}"),
        }));
        Assert.That(result, Is.InstanceOf<AppendResult.Appended>());
    }

    private DefaultHttpContext Context(string query)
    {
        var context = new DefaultHttpContext { RequestAborted = _gone.Token };
        context.Request.QueryString = new QueryString(query);
        context.Response.Body = _body.Writer.AsStream(leaveOpen: true);
        return context;
    }

    private static async Task<(string Id, JsonElement Event)> NextAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        var id = "";
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line[4..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return (id, JsonElement.Parse(line[6..]));
            }
        }

        throw new EndOfStreamException("The stream ended before the next event.");
    }

    /// <summary>Tells when a timer is made, so that a test moves the clock no earlier.</summary>
    private sealed class TimerSignal : FakeTimeProvider
    {
        private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

        public ChannelReader<TimeSpan> Timers => _timers.Reader;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _timers.Writer.TryWrite(dueTime);
            return timer;
        }
    }
}
