using HeroProc.Host.Jobs.Running;

namespace HeroProc.Host.Jobs.Output;

/// <summary>The kept output of a job, over its attempts.</summary>
internal sealed class JobOutput(JobFolders folders)
{
    /// <summary>The lines of one attempt, or of all that are kept, oldest first.</summary>
    public IEnumerable<JobLine> Read(string jobId, int? attempt)
    {
        foreach (var (number, start) in folders.Starts(jobId).Where(one => attempt is null || one.Attempt == attempt))
        {
            var next = 1L;
            foreach (var line in OutputFiles.Read(folders.OfStart(jobId, number, start)))
            {
                yield return new JobLine(number, line, line.Number - next);
                next = line.Number + 1;
            }
        }
    }
}
