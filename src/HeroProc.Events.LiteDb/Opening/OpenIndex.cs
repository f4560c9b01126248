using HeroProc.Events.Store;

namespace HeroProc.Events.LiteDb;

/// <summary>The index while it is open: its two files, locked, and its state. Used by one thread only.</summary>
internal sealed class OpenIndex : IDisposable
{
    private readonly IndexPaths _paths;

    private OpenIndex(IndexPaths paths, IndexFile data, IndexFile log, IndexState state)
    {
        _paths = paths;
        Data = data;
        Log = log;
        State = state;
    }

    public IndexFile Data { get; }

    public IndexFile Log { get; }

    public IndexState State { get; }

    /// <summary>Both files together, in bytes.</summary>
    public long Bytes => Data.Length + Log.Length;

    /// <summary>Begins an empty index in files that do not exist.</summary>
    public static OpenIndex Create(IndexPaths paths, string journalId) =>
        Open(paths, IndexFile.Open(paths.Data), engine => IndexState.Create(engine, journalId));

    /// <summary>Takes up an index; throws <see cref="StoreDamagedException"/> when it cannot be read.</summary>
    /// <param name="paths">Where it is.</param>
    /// <param name="data">Its file; closed in any case, at the latest with the index.</param>
    public static OpenIndex Load(IndexPaths paths, IndexFile data) => Open(
        paths,
        data,
        engine =>
        {
            // A killed process leaves a log. What is carried over now is known page by page from here on.
            engine.Checkpoint();
            return IndexState.Load(engine) ?? throw new StoreDamagedException("The event index is empty or was written by another version.");
        });

    /// <summary>Writes everything out and marks the index as whole.</summary>
    public void CloseCleanly()
    {
        State.Engine.Checkpoint();
        var mark = new FileMark
        {
            Bytes = Data.Length,
            Sum = FileMark.Text(Data.Sum()),
            JournalId = State.JournalId,
            AppliedSeq = State.AppliedSeq,
        };
        State.Engine.Dispose();
        Data.Sync();
        Dispose();
        File.Delete(_paths.Log);
        MarkFile.Write(_paths.Session, new SessionMark { Closed = mark }, IndexJson.Default.SessionMark);
    }

    /// <summary>
    /// Lets go of the files as they are. The engine is not asked to close: on a damaged file its close may wait for ever, and
    /// all it holds is memory.
    /// </summary>
    public void Dispose()
    {
        Data.Dispose();
        Log.Dispose();
    }

    private static OpenIndex Open(IndexPaths paths, IndexFile data, Func<IndexEngine, IndexState> load)
    {
        IndexFile? log = null;
        try
        {
            log = IndexFile.Open(paths.Log);
            return new OpenIndex(paths, data, log, load(IndexEngine.Open(data, log, paths.CheckpointBytes)));
        }
        catch
        {
            data.Dispose();
            log?.Dispose();
            throw;
        }
    }
}
