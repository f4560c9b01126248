using System.Buffers.Binary;
using System.Numerics;

namespace HeroProc.Journal;

/// <summary>CRC-32C (Castagnoli), the one processors have an instruction for; the framework falls back to a table.</summary>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> bytes) => Finish(Update(Start, bytes));

    public const uint Start = 0xFFFFFFFF;

    public static uint Finish(uint state) => ~state;

    public static uint Update(uint state, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
            state = BitOperations.Crc32C(state, value);
        return state;
    }
}
