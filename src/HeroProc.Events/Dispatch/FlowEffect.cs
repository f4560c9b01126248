using HeroProc.Events.Deliveries;

namespace HeroProc.Events.Dispatch;

/// <summary>What flow control wants done. A closed set.</summary>
internal abstract record FlowEffect
{
    private FlowEffect()
    {
    }

    /// <summary>Start an attempt now; it counts as running until flow control hears of its end.</summary>
    internal sealed record Start(Delivery Delivery) : FlowEffect;

    /// <summary>
    /// It runs for others too. Written in one step with their end: a batch whose leader forgot them would lose them.
    /// </summary>
    internal sealed record Lead(Delivery Delivery) : FlowEffect;

    /// <summary>End it without running it.</summary>
    internal sealed record Skip(Delivery Delivery, string Reason, string? CarriedBy = null) : FlowEffect;

    /// <summary>Stop its job; a newer one takes its place.</summary>
    internal sealed record Cancel(Delivery Delivery) : FlowEffect;
}
