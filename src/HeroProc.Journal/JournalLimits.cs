namespace HeroProc.Journal;

/// <summary>The bounds a caller must keep; passing them is a broken contract, not an expected end.</summary>
internal static class JournalLimits
{
    public static void CheckRecord(in JournalRecord record)
    {
        if (record.PayloadBytes > JournalRecord.MaxBytes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(record), record.PayloadBytes, $"A record holds at most {JournalRecord.MaxBytes} bytes of head and body together; refuse larger input before appending.");
        }
    }

    /// <summary>Checks the batch and returns the bytes its frames take.</summary>
    public static long CheckBatch(ReadOnlySpan<JournalRecord> batch, JournalOptions options)
    {
        if (batch.IsEmpty || batch.Length > options.MaxBatchRecords)
            throw new ArgumentOutOfRangeException(nameof(batch), batch.Length, $"A batch holds 1 to {options.MaxBatchRecords} records.");
        var payload = 0L;
        var frames = 0L;
        foreach (ref readonly var record in batch)
        {
            CheckRecord(record);
            payload += record.PayloadBytes;
            frames += FrameHeader.LengthOf(record.PayloadBytes);
        }

        if (payload > options.MaxBatchBytes)
            throw new ArgumentOutOfRangeException(nameof(batch), payload, $"A batch holds at most {options.MaxBatchBytes} bytes; split it.");
        return frames;
    }
}
