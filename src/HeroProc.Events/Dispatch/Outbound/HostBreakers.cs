using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;

namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>
/// One circuit breaker for each host and port that is called: one that keeps failing is left alone for a while, whatever the number
/// of deliveries that wait for it. Thread-safe.
/// </summary>
internal sealed class HostBreakers(TimeProvider time)
{
    /// <summary>How long a host that keeps failing is left alone.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    /// <summary>Calls within <see cref="Window"/> from which on failures count.</summary>
    public const int Least = 10;

    /// <summary>How far back failures count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    // Hosts come from triggers, so there are few; forgetting them all costs no more than learning anew.
    private const int MaxHosts = 1024;

    private readonly ConcurrentDictionary<string, ResiliencePipeline<SendResult>> _pipelines = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The breaker of a host. Throws <see cref="BrokenCircuitException"/> while it is open.</summary>
    /// <param name="authority">Host and port.</param>
    public ResiliencePipeline<SendResult> For(string authority)
    {
        if (_pipelines.Count >= MaxHosts && !_pipelines.ContainsKey(authority))
        {
            _pipelines.Clear();
        }

        return _pipelines.GetOrAdd(authority, _ => Build());
    }

    private ResiliencePipeline<SendResult> Build() => new ResiliencePipelineBuilder<SendResult> { TimeProvider = time }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<SendResult>
        {
            FailureRatio = 0.9,
            MinimumThroughput = Least,
            SamplingDuration = Window,
            BreakDuration = Break,
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result.HostUnwell),
        })
        .Build();
}
