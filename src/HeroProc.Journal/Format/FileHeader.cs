using System.Buffers.Binary;

namespace HeroProc.Journal;

/// <summary>
/// The first 64 bytes of a segment or snapshot, little-endian: magic 8 | version u32 | zero u32 | seq i64 | created, Unix
/// milliseconds i64 | marker u64 | zeros | CRC of the 60 bytes before u32.
/// </summary>
/// <param name="Seq">A segment's first sequence number; the last one a snapshot stands for.</param>
/// <param name="CreatedMs">When it was begun, Unix milliseconds.</param>
/// <param name="Marker">Starts every frame of this file and of no other.</param>
internal readonly record struct FileHeader(long Seq, long CreatedMs, ulong Marker)
{
    public const int Size = 64;
    private const uint Version = 1;
    private const int CrcOffset = 60;

    private static ReadOnlySpan<byte> SegmentMagic => "HEROJSEG"u8;

    private static ReadOnlySpan<byte> SnapshotMagic => "HEROJSNP"u8;

    public byte[] ToBytes(bool snapshot)
    {
        var bytes = new byte[Size];
        (snapshot ? SnapshotMagic : SegmentMagic).CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Seq);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), CreatedMs);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), Marker);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(CrcOffset), Crc32C.Compute(bytes.AsSpan(0, CrcOffset)));
        return bytes;
    }

    /// <summary>
    /// False when the bytes are no good header. Throws <see cref="InvalidDataException"/> when they are one of a later
    /// version: that file is whole, and must not be taken for damage.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> source, bool snapshot, out FileHeader header)
    {
        header = default;
        if (source.Length < Size
            || !source.StartsWith(snapshot ? SnapshotMagic : SegmentMagic)
            || BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]) != Crc32C.Compute(source[..CrcOffset]))
        {
            return false;
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]);
        if (version != Version)
            throw new InvalidDataException($"The journal has files of format {version}; this program reads format {Version}. Start the version that wrote them.");

        header = new FileHeader(
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[32..]));
        return true;
    }
}
