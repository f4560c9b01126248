using Microsoft.Extensions.Logging;

namespace HeroProc.Journal;

/// <summary>
/// The one writing thread: takes what waits as a group, writes it, syncs once, shows it to the readers, answers the callers.
/// </summary>
internal sealed partial class CommitLoop(
    AppendQueue queue, SegmentAppender appender, DurableSignal signal, JournalOptions options, TimeProvider time, ILogger logger)
{
    private readonly List<PendingAppend> _group = [];
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the queue was completed, drained, and the segment closed.</summary>
    public Task Stopped => _stopped.Task;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "Journal writer" }.Start();

    private void Run()
    {
        try
        {
            while (queue.TakeGroup(_group))
            {
                var outcome = Commit(out var failure);
                var idle = queue.Release(_group);
                Answer(outcome, failure);
                _group.Clear();
                if (idle)
                    appender.MarkDurableEnd();
            }

            appender.Close();
        }
        finally
        {
            _stopped.SetResult();
        }
    }

    /// <summary>Null when the group is on disk; else the answer for all of it, or the exception that is nobody's expected end.</summary>
    private AppendResult.StorageUnavailable? Commit(out Exception? failure)
    {
        failure = null;
        var bytes = 0L;
        foreach (var append in _group)
            bytes += append.FrameBytes;
        var started = time.GetTimestamp();
        try
        {
            var records = appender.Append(_group, bytes);
            signal.Publish(appender.DurableSeq);
            Report(new JournalCommit(_group.Count, records, bytes, time.GetElapsedTime(started)));
            return null;
        }
        catch (Exception exception) when (StorageFailures.IsStorage(exception))
        {
            var reason = StorageFailures.Reason(exception);
            Refused(exception, _group.Count, bytes, reason);
            appender.Abandon();
            return new AppendResult.StorageUnavailable(reason);
        }
#pragma warning disable CA1031 // The writer must outlive a fault of our own: the callers get the exception, the next group its try.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Faulted(exception, _group.Count);
            appender.Abandon();
            failure = exception;
            return null;
        }
    }

    private void Answer(AppendResult.StorageUnavailable? refused, Exception? failure)
    {
        foreach (var append in _group)
        {
            if (failure is not null)
                append.Fail(failure);
            else if (refused is not null)
                append.Complete(refused);
            else
                append.Complete(new AppendResult.Appended(
                    append.FirstSeq, append.FirstSeq + append.Count - 1, new JournalPosition(appender.Segment.FirstSeq, append.Offset)));
        }
    }

    private void Report(JournalCommit commit)
    {
        try
        {
            options.OnCommit?.Invoke(commit);
        }
#pragma warning disable CA1031 // A metrics callback must not undo a group that is on disk.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            CallbackFailed(exception);
        }
    }
}
