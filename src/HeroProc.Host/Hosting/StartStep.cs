namespace HeroProc.Host.Hosting;

/// <summary>How a step of the start ended: a value, or every fault that keeps the host from starting, one line each.</summary>
/// <typeparam name="T">What the step gives to the next one.</typeparam>
internal sealed class StartStep<T>
    where T : class
{
    private StartStep(T? value, IReadOnlyList<string> faults)
    {
        Value = value;
        Faults = faults;
    }

    /// <summary>The value; null exactly when there are <see cref="Faults"/>.</summary>
    public T? Value { get; }

    /// <summary>What is wrong, in words for the operator; empty when the step succeeded.</summary>
    public IReadOnlyList<string> Faults { get; }

    public static StartStep<T> Done(T value) => new(value, []);

    public static StartStep<T> Refused(params IReadOnlyList<string> faults)
    {
        ArgumentOutOfRangeException.ThrowIfZero(faults.Count);
        return new(null, faults);
    }
}
