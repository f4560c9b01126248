using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace HeroProc.Events.LiteDb;

/// <summary>The checksum of a file: one over the checksums of its pages, so that it is known without reading the file again.</summary>
internal static class PageSums
{
    public static ulong Combine(List<ulong> sums) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(sums)));
}
