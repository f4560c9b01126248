using System.Buffers.Binary;

namespace HeroProc.Journal;

/// <summary>Finds and checks frames in a window; the one place that decides whether bytes are a record.</summary>
internal static class FrameFinder
{
    /// <summary>True when a whole frame with good checksums lies there.</summary>
    public static bool TryReadAt(FileWindow window, long offset, ulong marker, out FrameHeader header) =>
        FrameHeader.TryRead(window.Peek(offset, FrameHeader.Size), marker, out header)
        && offset + header.FrameLength <= window.End
        && window.Checksum(offset + FrameHeader.Size, header.PayloadLength) == header.PayloadCrc;

    /// <summary>
    /// The next place from the offset on where a good frame with a number of at least <paramref name="minSeq"/> lies, or an
    /// end mark; -1 when there is none. Markers are random per file, so a payload cannot imitate one.
    /// </summary>
    public static long Next(FileWindow window, long offset, ulong marker, long minSeq, out FrameHeader header)
    {
        Span<byte> pattern = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(pattern, marker);
        while (offset + FrameHeader.Size <= window.End)
        {
            var bytes = window.Peek(offset, FrameHeader.Size);
            if (bytes.Length < FrameHeader.Size)
                break;
            var found = bytes.IndexOf(pattern);
            if (found < 0)
            {
                offset += bytes.Length - (pattern.Length - 1);
                continue;
            }

            offset += found;
            if (offset % FrameHeader.Alignment == 0
                && TryReadAt(window, offset, marker, out header)
                && (header.Seq >= minSeq || !header.IsRecord))
            {
                return offset;
            }

            offset++;
        }

        header = default;
        return -1;
    }
}
