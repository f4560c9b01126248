namespace HeroProc.Extensibility.Jobs;

/// <summary>Hears of every change of a job. Register it as a singleton of this type.</summary>
public interface IJobObserver
{
    /// <summary>
    /// The job changed and the change is durable. Called in the order of the job's changes, on the queue's thread: must
    /// return at once and never throw. Changes made while the observer's process was down are not repeated; an observer asks
    /// <see cref="IJobQueue.GetAsync"/> at start for the jobs it waits for.
    /// </summary>
    void OnJobChanged(Job job);
}
