namespace HeroProc.Host.Rpc.Dispatch;

/// <summary>Where a dispatcher takes its calls from: a connection, or the queue of HTTP requests.</summary>
internal interface ICallSource
{
    /// <summary>The next call, or null when there will be none any more. Never throws but for cancellation.</summary>
    ValueTask<IncomingCall?> NextAsync(CancellationToken cancellationToken);
}
