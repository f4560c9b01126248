namespace HeroProc.Host.Jobs.Running;

/// <summary>What is left of an attempt that an earlier life of the host started; one of the nested records, nothing else.</summary>
internal abstract record AttemptFinding
{
    private AttemptFinding()
    {
    }

    /// <summary>Its process lives and is watched again.</summary>
    public sealed record Alive(IRunningAttempt Attempt) : AttemptFinding;

    /// <summary>It ended by itself and left its exit code.</summary>
    public sealed record Exited(int Code) : AttemptFinding;

    /// <summary>Its program never began, and cannot begin any more.</summary>
    public sealed record NeverBegun : AttemptFinding;

    /// <summary>It began, or may have begun, and is gone without an exit code.</summary>
    public sealed record Gone : AttemptFinding;
}
