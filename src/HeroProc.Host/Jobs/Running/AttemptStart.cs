namespace HeroProc.Host.Jobs.Running;

/// <summary>How starting an attempt ended: <see cref="Running"/> or <see cref="Failed"/>; nothing else.</summary>
internal abstract record AttemptStart
{
    private AttemptStart()
    {
    }

    /// <summary>Its process runs.</summary>
    public sealed record Running(IRunningAttempt Attempt) : AttemptStart;

    /// <summary>It could not be started, for this reason; a sentence without paths of the machine beyond those of the spec.</summary>
    public sealed record Failed(string Reason) : AttemptStart;
}
