namespace HeroProc.Host.Schedules.Running;

/// <summary>How the firing of an occurrence ended. A closed set.</summary>
internal abstract record FiringOutcome
{
    private FiringOutcome()
    {
    }

    /// <summary>It is durable with the target and over.</summary>
    public sealed record Done : FiringOutcome
    {
        public static Done Instance { get; } = new();
    }

    /// <summary>It is durable with the target and goes on until the target says otherwise.</summary>
    public sealed record Runs : FiringOutcome
    {
        public static Runs Instance { get; } = new();
    }

    /// <summary>It cannot be started, now or later.</summary>
    /// <param name="Reason">Why, in words without secrets.</param>
    public sealed record Refused(string Reason) : FiringOutcome;

    /// <summary>Not now; it is tried again.</summary>
    /// <param name="Reason">Why, in words without secrets.</param>
    public sealed record Later(string Reason) : FiringOutcome;
}
