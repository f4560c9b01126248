namespace HeroProc.Events.Store;

/// <summary>The index does not hold what was put into it. Not a caller's fault and not an expected end: the owner rebuilds it.</summary>
public sealed class StoreDamagedException : Exception
{
    /// <summary>A fault without details.</summary>
    public StoreDamagedException() : this("The event index is damaged.")
    {
    }

    /// <summary>A fault, told in a sentence without paths.</summary>
    public StoreDamagedException(string message) : base(message)
    {
    }

    /// <summary>A fault of the engine below.</summary>
    public StoreDamagedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
