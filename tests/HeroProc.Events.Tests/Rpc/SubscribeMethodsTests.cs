using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using HeroProc.Events.Rpc;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Tests.Rpc;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SubscribeMethodsTests
{
    private RunningEvents _events = null!;

    [SetUp]
    public async Task StartAsync() => _events = await RunningEvents.StartAsync(TestContext.CurrentContext.CancellationToken);

    [TearDown]
    public async Task StopAsync() => await _events.DisposeAsync();

    [Test, CancelAfter(30_000)]
    public async Task Subscribe_TellsWhatComesFromNowOn_OfTheTypeAskedFor(CancellationToken token)
    {
        await _events.EmitAsync("""{"type":"push"}""", token);
        var connection = new Connection();
        var id = await SubscribeAsync(connection, """{"type":"push"}""", token);
        await _events.EmitAsync("""{"type":"tag"}""", token);
        var wanted = await _events.EmitAsync("""{"type":"push","data":{"n":1}}""", token);

        var told = await connection.NextAsync(token);

        Assert.That(told.SubscriptionId, Is.EqualTo(id));
        Assert.That(told.Event.Id, Is.EqualTo(wanted));
        Assert.That(told.Event.Payload, Is.EqualTo("""{"n":1}"""));
    }

    [Test, CancelAfter(30_000)]
    public async Task Subscribe_GoesOnWhereAnotherEnded_FromItsCursor(CancellationToken token)
    {
        var connection = new Connection();
        await SubscribeAsync(connection, "{}", token);
        await _events.EmitAsync("""{"type":"a"}""", token);
        var cursor = (await connection.NextAsync(token)).Cursor;
        var missed = await _events.EmitAsync("""{"type":"b"}""", token);

        var later = new Connection();
        await SubscribeAsync(later, $$"""{"from_cursor":"{{cursor}}"}""", token);

        Assert.That((await later.NextAsync(token)).Event.Id, Is.EqualTo(missed));
    }

    [Test, CancelAfter(30_000)]
    public async Task Unsubscribe_EndsOnlyASubscriptionOfItsOwnConnection(CancellationToken token)
    {
        var (mine, other) = (new Connection(), new Connection());
        var id = await SubscribeAsync(mine, "{}", token);

        var error = await _events.RefusalAsync("event.unsubscribe", $$"""{"subscription_id":"{{id}}"}""", token, other.Call);
        await _events.CallAsync("event.unsubscribe", $$"""{"subscription_id":"{{id}}"}""", token, mine.Call);
        var again = await _events.RefusalAsync("event.unsubscribe", $$"""{"subscription_id":"{{id}}"}""", token, mine.Call);

        Assert.That((error.Code, again.Code), Is.EqualTo((RpcErrorCode.NotFound, RpcErrorCode.NotFound)));
    }

    [Test, CancelAfter(30_000)]
    public async Task Subscribe_Refuses_MoreThanAConnectionMayHave(CancellationToken token)
    {
        var connection = new Connection();
        for (var i = 0; i < SubscriptionHub.MaxPerConnection; i++)
        {
            await SubscribeAsync(connection, "{}", token);
        }

        Assert.That((await _events.RefusalAsync("event.subscribe", "{}", token, connection.Call)).Code, Is.EqualTo(RpcErrorCode.Refused));
        await SubscribeAsync(new Connection(), "{}", token);
    }

    [TestCase("""{}""", false, RpcErrorCode.Refused)]
    [TestCase("""{"from_cursor":"e7fffffff"}""", true, RpcErrorCode.InvalidParams)]
    [TestCase("""{"from_cursor":"x"}""", true, RpcErrorCode.InvalidParams)]
    [TestCase("""{"source_id":"missing"}""", true, RpcErrorCode.NotFound)]
    [CancelAfter(30_000)]
    public async Task Subscribe_Refuses_WhatCannotBe(string parameters, bool wayBack, RpcErrorCode code, CancellationToken token)
    {
        var error = await _events.RefusalAsync("event.subscribe", parameters, token, wayBack ? new Connection().Call : null);

        Assert.That(error.Code, Is.EqualTo(code));
    }

    [Test, CancelAfter(30_000)]
    public async Task List_FindsNearMisses_OfOneClauseAmongSeveral(CancellationToken token)
    {
        await _events.CallAsync("event.register", """{"trigger":{"id":"t","event_source_id":"manual","filter":{"type":["push"],"data":{"ref":["main"]}},"action":{"kind":"emit","type":"x"}}}""", token);
        await _events.CallAsync("event.register", """{"trigger":{"id":"one","event_source_id":"*","filter":{"type":["tag"]},"action":{"kind":"emit","type":"x"}}}""", token);
        var near = await _events.EmitAsync("""{"type":"push","data":{"ref":"dev"}}""", token);
        await _events.EmitAsync("""{"type":"other","data":{"ref":"dev"}}""", token);

        var listed = await _events.CallAsync("event.list", """{"near_miss_of":"t"}""", token);
        var ofOne = await _events.CallAsync("event.list", """{"near_miss_of":"one"}""", token);

        Assert.That(listed.GetProperty("events").EnumerateArray().Select(static one => one.GetProperty("id").GetString()), Is.EqualTo(new[] { near }));
        Assert.That(ofOne.GetProperty("events").GetArrayLength(), Is.Zero, "a filter of one clause is missed by one by everything");
    }

    private async Task<string> SubscribeAsync(Connection connection, string parameters, CancellationToken token) =>
        (await _events.CallAsync("event.subscribe", parameters, token, connection.Call)).GetProperty("subscription_id").GetString()!;

    private sealed class Connection : IRpcNotifications
    {
        private readonly Channel<EventNotification> _told = Channel.CreateUnbounded<EventNotification>();

        public RpcCall Call => new(this, CancellationToken.None);

        public ValueTask<EventNotification> NextAsync(CancellationToken cancellationToken) => _told.Reader.ReadAsync(cancellationToken);

        public ValueTask<bool> NotifyAsync(string method, object parameters, JsonTypeInfo parametersType, CancellationToken cancellationToken)
        {
            Assert.That(method, Is.EqualTo("event.notification"));
            return ValueTask.FromResult(_told.Writer.TryWrite((EventNotification)parameters));
        }
    }
}
