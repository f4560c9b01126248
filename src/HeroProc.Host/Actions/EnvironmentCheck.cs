using System.Text;
using System.Text.RegularExpressions;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Host.Actions;

/// <summary>Checks environment variables: names a shell can hold, values the system can pass on, a size every system takes.</summary>
internal static partial class EnvironmentCheck
{
    /// <summary>The most bytes of all names and values of one set together.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The most letters of a name.</summary>
    public const int MaxNameLength = 128;

    /// <summary>All faults. The path of a fault is that of the set, as a name that is wrong may hold anything.</summary>
    public static IReadOnlyList<FieldError> Check(IReadOnlyDictionary<string, string>? variables, string path)
    {
        if (variables is null)
        {
            return [];
        }

        var errors = new List<FieldError>();
        var bytes = 0L;
        foreach (var (name, value) in variables)
        {
            if (!IsName(name))
            {
                errors.Add(new FieldError(path, $"has a name that is no variable's: letters, digits and _ are, at most {MaxNameLength} of them, and no digit first"));
                continue;
            }

            if (value is null || value.Contains('\0', StringComparison.Ordinal))
            {
                errors.Add(new FieldError($"{path}.{name}", "holds no text, or a NUL character"));
                continue;
            }

            bytes += name.Length + Encoding.UTF8.GetByteCount(value) + 2;
        }

        if (bytes > MaxBytes)
        {
            errors.Add(new FieldError(path, $"has {bytes} bytes; at most {MaxBytes} are passed on, larger values belong into inputs"));
        }

        return errors;
    }

    /// <summary>True for a name a shell can hold.</summary>
    public static bool IsName(string name) => name.Length <= MaxNameLength && Name().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
