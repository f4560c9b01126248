using HeroProc.Extensibility.Jobs;

namespace HeroProc.Host.Jobs.Queue;

/// <summary>Tells the observers, one change at a time. An observer that throws is logged and does not stop the others.</summary>
/// <param name="find">The observers; asked for with the first change, because they may themselves need the queue.</param>
/// <param name="logger">Hears of observers that throw.</param>
internal sealed partial class JobObservers(Func<IEnumerable<IJobObserver>> find, ILogger<JobObservers> logger)
{
    private readonly Lock _gate = new();
    private readonly Lazy<IJobObserver[]> _observers = new(() => [.. find()]);
    private readonly ILogger _logger = logger;

    public void Tell(Job job)
    {
        lock (_gate)
        {
            foreach (var observer in _observers.Value)
            {
#pragma warning disable CA1031 // The contract forbids observers to throw; one that does must not stop the queue.
                try
                {
                    observer.OnJobChanged(job);
                }
                catch (Exception exception)
                {
                    ObserverThrew(exception, job.Id, observer.GetType().Name);
                }
#pragma warning restore CA1031
            }
        }
    }

    [LoggerMessage(3210, LogLevel.Error, "Observer {Observer} threw at a change of job {Job}; the others are told all the same")]
    private partial void ObserverThrew(Exception exception, string job, string observer);
}
