using System.Buffers.Binary;

namespace HeroProc.Journal;

/// <summary>
/// The 48 bytes before each payload, little-endian:
/// marker u64 | seq i64 | durable seq i64 | head length u32 | body length u32 | payload CRC u32 | kind u8 | flags u8 |
/// zero u16 | index in batch u32 | CRC of the 44 bytes before u32. Frames are padded with zeros to 8 bytes.
/// </summary>
/// <param name="Seq">The record's sequence number.</param>
/// <param name="DurableSeq">
/// What was already on disk when this frame was written. It tells a tail that never reached the disk (nothing later calls it
/// durable: cut it) from damage to what did (report it, keep what follows).
/// </param>
/// <param name="HeadLength">Bytes of the first part.</param>
/// <param name="BodyLength">Bytes of the second part.</param>
/// <param name="PayloadCrc">Over both parts.</param>
/// <param name="Kind">The owner's kind.</param>
/// <param name="Flags">See <see cref="FrameFlags"/>.</param>
/// <param name="BatchIndex">0 for the first record of a batch.</param>
internal readonly record struct FrameHeader(
    long Seq, long DurableSeq, int HeadLength, int BodyLength, uint PayloadCrc, byte Kind, FrameFlags Flags, int BatchIndex)
{
    public const int Size = 48;
    public const int Alignment = 8;
    private const int CrcOffset = 44;

    public bool IsRecord => (Flags & FrameFlags.DurableEnd) == 0;

    public int PayloadLength => HeadLength + BodyLength;

    public long FrameLength => LengthOf(PayloadLength);

    public static long LengthOf(long payload) => (Size + payload + Alignment - 1) & ~(long)(Alignment - 1);

    public void Write(Span<byte> target, ulong marker)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target, marker);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], Seq);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], DurableSeq);
        BinaryPrimitives.WriteInt32LittleEndian(target[24..], HeadLength);
        BinaryPrimitives.WriteInt32LittleEndian(target[28..], BodyLength);
        BinaryPrimitives.WriteUInt32LittleEndian(target[32..], PayloadCrc);
        target[36] = Kind;
        target[37] = (byte)Flags;
        target[38] = 0;
        target[39] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(target[40..], BatchIndex);
        BinaryPrimitives.WriteUInt32LittleEndian(target[CrcOffset..], Crc32C.Compute(target[..CrcOffset]));
    }

    /// <summary>False unless the marker and the header's own checksum are right and the lengths are possible.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ulong marker, out FrameHeader header)
    {
        header = default;
        if (source.Length < Size
            || BinaryPrimitives.ReadUInt64LittleEndian(source) != marker
            || BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]) != Crc32C.Compute(source[..CrcOffset]))
        {
            return false;
        }

        header = new FrameHeader(
            BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[32..]),
            source[36],
            (FrameFlags)source[37],
            BinaryPrimitives.ReadInt32LittleEndian(source[40..]));
        return header.HeadLength >= 0 && header.BodyLength >= 0
            && (long)header.HeadLength + header.BodyLength <= JournalRecord.MaxBytes;
    }
}
