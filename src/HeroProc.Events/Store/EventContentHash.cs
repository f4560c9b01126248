using System.Globalization;
using System.IO.Hashing;
using System.Text;
using HeroProc.Events.Intake;

namespace HeroProc.Events.Store;

/// <summary>Tells whether two events of one id say the same: a hash over source, type, subject and payload. Time is not content.</summary>
internal static class EventContentHash
{
    /// <summary>The hash as 32 hexadecimal digits, the form it is kept in.</summary>
    public static string Of(EventRecord record)
    {
        var hash = new XxHash128();
        Append(hash, record.SourceId);
        Append(hash, record.Type);
        Append(hash, record.Subject);
        hash.Append(record.Payload.Span);
        return hash.GetCurrentHashAsUInt128().ToString("x32", CultureInfo.InvariantCulture);
    }

    /// <summary>The first half of a kept hash, enough to compare two events of one id.</summary>
    public static ulong Parse(string hash) => ulong.Parse(hash.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // The zero byte cannot stand in the words before it, so the borders between them are unmistakable.
    private static void Append(XxHash128 hash, string? word)
    {
        hash.Append(Encoding.UTF8.GetBytes(word ?? ""));
        hash.Append(word is null ? [0, 1] : [0, 0]);
    }
}
