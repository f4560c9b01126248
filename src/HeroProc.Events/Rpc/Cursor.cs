using System.Globalization;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Rpc;

/// <summary>Where a page ended. Opaque to callers: they send back what they were given.</summary>
internal static class Cursor
{
    /// <summary>A cursor of a list of events.</summary>
    public static string OfEvent(long seq) => "e" + seq.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>Reads one; null is the beginning.</summary>
    /// <returns>False when it is not one of ours.</returns>
    public static bool TryEvent(string? cursor, out long? seq)
    {
        seq = null;
        if (cursor is null)
        {
            return true;
        }

        if (cursor.Length is < 2 or > 17 || cursor[0] != 'e' || !long.TryParse(cursor.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        seq = number;
        return number > 0;
    }

    /// <summary>A cursor of a list in the order of ids.</summary>
    public static string OfId(string id) => "i" + id;

    /// <summary>Reads one.</summary>
    public static bool TryId(string? cursor, out string? id)
    {
        id = cursor is { Length: > 1 } && cursor[0] == 'i' ? cursor[1..] : null;
        return cursor is null || id is not null;
    }

    /// <summary>A cursor of a list of deliveries.</summary>
    public static string OfDelivery(long seq, string id) => string.Create(CultureInfo.InvariantCulture, $"d{seq:x}.{id}");

    /// <summary>Reads one.</summary>
    public static bool TryDelivery(string? cursor, out (long Seq, string Id)? place)
    {
        place = null;
        if (cursor is null)
        {
            return true;
        }

        var dot = cursor.IndexOf('.', StringComparison.Ordinal);
        if (cursor.Length == 0 || cursor[0] != 'd' || dot is < 2 or > 17 || !long.TryParse(cursor.AsSpan(1, dot - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seq))
        {
            return false;
        }

        place = (seq, cursor[(dot + 1)..]);
        return true;
    }

    /// <summary>What a caller is told who made one up.</summary>
    public static RpcError Wrong { get; } = RpcError.InvalidParam("cursor", "Expected the next_cursor of the page before, or none.");
}
