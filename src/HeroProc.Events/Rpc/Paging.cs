using System.Collections.Immutable;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Rpc;

/// <summary>Pages of things kept in the order of their ids.</summary>
internal static class Paging
{
    /// <summary>What is wrong with a page's limit or cursor, or null.</summary>
    public static RpcError? Fault(int limit, string? cursor, out string? after)
    {
        if (!Cursor.TryId(cursor, out after))
        {
            return Cursor.Wrong;
        }

        return limit is < 1 or > 1000 ? RpcError.InvalidParam("limit", "Expected a whole number from 1 to 1000.") : null;
    }

    /// <summary>One page, and the cursor of the next.</summary>
    public static (IReadOnlyList<T> Page, string? Next) Take<T>(ImmutableSortedDictionary<string, T> all, string? after, int limit, Func<T, bool> wanted)
    {
        List<T> page = [];
        string? last = null;
        foreach (var (id, item) in all)
        {
            if ((after is not null && string.CompareOrdinal(id, after) <= 0) || !wanted(item))
            {
                continue;
            }

            if (page.Count == limit)
            {
                return (page, Cursor.OfId(last!));
            }

            page.Add(item);
            last = id;
        }

        return (page, null);
    }
}
