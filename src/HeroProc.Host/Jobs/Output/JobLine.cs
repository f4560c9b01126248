namespace HeroProc.Host.Jobs.Output;

/// <summary>A line of a job's output.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Line">The line.</param>
/// <param name="CutBefore">How many lines were cut out before it.</param>
internal sealed record JobLine(int Attempt, OutputLine Line, long CutBefore);
