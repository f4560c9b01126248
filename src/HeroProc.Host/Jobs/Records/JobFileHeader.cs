namespace HeroProc.Host.Jobs.Records;

/// <summary>One file of a job: the variable that holds its path, and how many bytes it has.</summary>
internal sealed record JobFileHeader(string Name, int Length);
