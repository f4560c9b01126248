namespace HeroProc.Events.Mapping;

/// <summary>
/// Carries a fault of one string out of the Liquid engine, which knows no other way; it never leaves <see cref="JsonTemplate"/> and
/// <see cref="StringTemplate"/>.
/// </summary>
internal sealed class RenderFault : Exception
{
    /// <param name="message">What was expected, what came, what to do; for the person who wrote the template.</param>
    public RenderFault(string message)
        : base(message)
    {
    }

    /// <param name="message">What was expected, what came, what to do.</param>
    /// <param name="cause">What the engine threw.</param>
    public RenderFault(string message, Exception cause)
        : base(message, cause)
    {
    }
}
