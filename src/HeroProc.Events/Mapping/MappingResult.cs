using System.Diagnostics.CodeAnalysis;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Mapping;

/// <summary>How compiling or rendering ended: with a value, or with every fault that was found.</summary>
internal sealed class MappingResult<T>
    where T : notnull
{
    private MappingResult(T? value, IReadOnlyList<FieldError> faults)
    {
        Value = value;
        Faults = faults;
    }

    /// <summary>The outcome, when <see cref="Succeeded"/>.</summary>
    public T? Value { get; }

    /// <summary>
    /// What is wrong, in the order of the template; empty when <see cref="Succeeded"/>. Paths lead inside what was compiled, so the
    /// caller puts its own name in front with <see cref="FieldError.Under"/>.
    /// </summary>
    public IReadOnlyList<FieldError> Faults { get; }

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool Succeeded => Faults.Count == 0;

    /// <summary>The faults in one line, for a delivery's reason.</summary>
    /// <param name="name">The name of what was rendered: <c>inputs</c>, <c>key</c>.</param>
    public string Reason(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return string.Join("; ", Faults.Select(fault => fault.Under(name)).Select(fault => $"{fault.Path}: {fault.Message}"));
    }

    /// <summary>A value.</summary>
    public static MappingResult<T> Of(T value) => new(value, []);

    /// <summary>No value.</summary>
    /// <param name="faults">At least one.</param>
    public static MappingResult<T> Failed(IReadOnlyList<FieldError> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentOutOfRangeException.ThrowIfZero(faults.Count);
        return new(default, faults);
    }
}
