using System.Text;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>What a type, a subject or a key may be made of; intake refuses the rest.</summary>
internal static class EventText
{
    /// <summary>The longest type.</summary>
    public const int MaxType = 256;

    /// <summary>The longest subject or id.</summary>
    public const int MaxText = 1024;

    /// <summary>True for 1 to <paramref name="maxLength"/> characters, none of them a control character or half of a pair.</summary>
    public static bool IsClean(string text, int maxLength)
    {
        if (text.Length == 0 || text.Length > maxLength)
        {
            return false;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text where it is clean, else null: a subject is an aid, not a reason to refuse an event.</summary>
    public static string? CleanOrNull(string? text) => text is not null && IsClean(text, MaxText) ? text : null;
}
