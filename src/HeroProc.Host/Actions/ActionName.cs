using System.Text.RegularExpressions;

namespace HeroProc.Host.Actions;

/// <summary>The ids of the contract.</summary>
internal static partial class ActionName
{
    /// <summary>What is expected, for messages.</summary>
    public const string Expected = "a name has 1 to 64 letters, digits, '.', '_' or '-', and begins with a letter or digit";

    public static bool IsValid(string? name) => name is not null && Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
