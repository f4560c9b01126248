using HeroProc.Host.Jobs.Records;
using HeroProc.Journal;

namespace HeroProc.Host.Jobs.Queue;

/// <summary>One job in memory. Fields change under the table's lock; the state is replaced, never altered.</summary>
internal sealed class JobEntry(JobState state)
{
    private volatile JobState _state = state;

    /// <summary>The newest durable state.</summary>
    public JobState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>Where its definition lies.</summary>
    public JournalPosition Position { get; set; }

    /// <summary>The size of that record.</summary>
    public long Bytes { get; set; }

    /// <summary>The definition while an attempt runs; read from disk otherwise.</summary>
    public JobDefinition? Definition { get; set; }

    /// <summary>True once it is past its retention and out of the table.</summary>
    public bool Removed { get; set; }

    /// <summary>True once its folder was deleted after its end.</summary>
    public bool FolderGone { get; set; }
}
