using System.IO.Pipelines;
using HeroProc.Host.Rpc;
using HeroProc.Host.Rpc.Messages;
using HeroProc.Host.Rpc.Newline;
using Microsoft.Extensions.Time.Testing;

namespace HeroProc.Host.Tests.Rpc;

[TestFixture]
internal sealed class SendQueueTests
{
    private readonly RpcOptions _options = new() { MaxSendQueueBytes = 1_000 };

    [Test]
    public void Send_CutsOffOnce_AndNeverHoldsMoreThanTheLimit()
    {
        var reasons = new List<string>();
        var queue = new SendQueue(new Pipe().Writer, _options, new FakeTimeProvider(), reasons.Add);

        for (var count = 0; count < 100; count++)
        {
            Assert.That(queue.Send(Message(100)), Is.EqualTo(count < 10));
            Assert.That(queue.Bytes, Is.LessThanOrEqualTo(1_000));
        }

        Assert.That(reasons, Is.EqualTo(new[] { "more than 1000 bytes wait to be read by the client" }));
        Assert.That(queue.Closed.IsCancellationRequested, Is.True);
    }

    [Test, CancelAfter(20_000)]
    public async Task SendWhenRoom_Waits_WhileHalfOfTheLimitIsTaken(CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var queue = new SendQueue(pipe.Writer, _options, new FakeTimeProvider(), Assert.Fail);
        Assert.That(queue.Send(Message(450)), Is.True);

        var waiting = queue.SendWhenRoomAsync(Message(100), cancellationToken).AsTask();
        Assert.That(waiting.IsCompleted, Is.False);
        var running = queue.RunAsync();

        Assert.That(await waiting, Is.True);
        queue.Complete();
        await running;
        Assert.That((await pipe.Reader.ReadAtLeastAsync(552, cancellationToken)).Buffer.Length, Is.EqualTo(552));
        Assert.That(await queue.SendWhenRoomAsync(Message(1), cancellationToken), Is.False);
        Assert.That(queue.Bytes, Is.Zero);
    }

    [Test, CancelAfter(20_000)]
    public async Task SendWhenRoom_TellsTheEnd_ToThoseWhoWait(CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var queue = new SendQueue(pipe.Writer, _options, new FakeTimeProvider(), static _ => { });
        queue.Send(Message(900));
        var waiting = queue.SendWhenRoomAsync(Message(900), cancellationToken).AsTask();

        await pipe.Reader.CompleteAsync();
        await queue.RunAsync();

        Assert.That(await waiting, Is.False);
    }

    [Test]
    public void SendWhenRoom_Ends_WhenItsCallerDoesNotWaitAnyLonger()
    {
        var queue = new SendQueue(new Pipe().Writer, _options, new FakeTimeProvider(), Assert.Fail);
        queue.Send(Message(900));

        Assert.That(async () => await queue.SendWhenRoomAsync(Message(900), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    private static MessageBuffer Message(int length)
    {
        var message = new MessageBuffer(length);
        message.Append(new byte[length]);
        return message;
    }
}
