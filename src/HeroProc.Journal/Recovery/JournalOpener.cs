using Microsoft.Extensions.Logging;

namespace HeroProc.Journal;

/// <summary>
/// Brings the folder to a state that can be appended to. Safe to be cut off anywhere and to run again: it removes only
/// unfinished files and unacknowledged tails, and what it copies aside has a name that says what it is.
/// </summary>
internal sealed partial class JournalOpener(IJournalDisk disk, JournalOptions options, TimeProvider time, ILogger logger)
{
    private readonly List<Segment> _segments = [];
    private readonly List<DamagedRegion> _damaged = [];
    private TornTail? _torn;
    private long _lastSeq;

    public (SegmentCatalog Catalog, JournalRecovery Recovery) Open()
    {
        try
        {
            var names = disk.List();
            DeleteUnfinished(names);
            _lastSeq = JournalNames.Numbers(names, JournalNames.SnapshotSuffix).LastOrDefault();
            var numbers = JournalNames.Numbers(names, JournalNames.SegmentSuffix).ToArray();
            for (var i = 0; i < numbers.Length; i++)
                OpenSegment(numbers[i], i + 1 < numbers.Length ? numbers[i + 1] : null);

            // The next number must be higher than any that was ever given out, also when the file that held it is lost.
            if (_segments.Count == 0 || _segments[^1].LastSeq != _lastSeq)
                _segments.Add(SegmentFile.Create(disk, _lastSeq + 1, options.NewMarker, time));
            var recovery = new JournalRecovery(
                _segments.Sum(static segment => segment.Records), _segments[0].FirstSeq, _lastSeq, _torn, _damaged);
            Recovered(recovery.Records, recovery.LastSeq, recovery.Damaged.Count);
            return (new SegmentCatalog(_segments), recovery);
        }
        catch
        {
            foreach (var segment in _segments)
                segment.Dispose();
            throw;
        }
    }

    private void DeleteUnfinished(IReadOnlyList<string> names)
    {
        var unfinished = names.Where(static name => name.EndsWith(JournalNames.TemporarySuffix, StringComparison.Ordinal)).ToArray();
        foreach (var name in unfinished)
            disk.Delete(name);

        // Gone for good before the name is used again: a rename that survives a power cut without this delete would give the
        // old, unfinished file the new one's name.
        if (unfinished.Length > 0)
            disk.SyncFolder();
    }

    private void OpenSegment(long firstSeq, long? next)
    {
        var name = JournalNames.Segment(firstSeq);
        var file = disk.Open(name);
        try
        {
            if (!SegmentFile.TryReadHeader(file, firstSeq, out var header))
            {
                SetWholeFileAside(name, firstSeq, next, file);
                return;
            }

            using var window = new FileWindow(file, file.Length);
            var scan = new SegmentScanner(window, header, next).Run();
            foreach (var region in scan.Damaged)
                _damaged.Add(Report(region, name, file));
            if (next is null)
                Repair(scan, file);
            var segment = new Segment(file, header);
            foreach (var (seq, offset) in scan.Index)
                segment.Index(seq, offset);
            segment.Publish(scan.End, scan.LastSeq, scan.Records);
            _segments.Add(segment);
            _lastSeq = Math.Max(_lastSeq, scan.LastSeq);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Cuts the torn tail and makes the rest truly durable; only the newest segment can need it.</summary>
    private void Repair(SegmentScan scan, IJournalFile file)
    {
        if (scan.Torn is { } torn)
        {
            _torn = torn;
            TailCut(torn.Segment, torn.Offset, torn.Bytes);
            file.SetLength(scan.End);
        }

        // What the last process wrote but did not sync may sit in the system's cache only, and after a failed sync even be
        // marked clean there. Written again it is dirty again, and the sync below has to carry it to the disk.
        Rewrite(file, scan.UnprovenFrom, scan.End);
        file.Sync();
    }

    private static void Rewrite(IJournalFile file, long from, long end)
    {
        var block = new byte[(int)Math.Clamp(end - from, 0, 1024 * 1024)];
        while (from < end)
        {
            var read = file.Read(block.AsSpan(0, (int)Math.Min(block.Length, end - from)), from);
            if (read == 0)
                throw new IOException($"The segment file ended at {from} while it was read up to {end}.");
            file.Write([block.AsMemory(0, read)], from);
            from += read;
        }
    }

    private void SetWholeFileAside(string name, long firstSeq, long? next, IJournalFile file)
    {
        var bytes = file.Length;
        file.Dispose();

        // Without a header no frame can be told from other bytes. How many records it held is unknown when it is the newest;
        // the numbers it can have used at most are passed over, so that none is ever given out twice.
        var last = next - 1 ?? Math.Max(_lastSeq, firstSeq + (bytes / FrameHeader.Size));
        var aside = JournalNames.Damaged(name, 0, bytes);
        disk.Rename(name, aside);
        disk.SyncFolder();
        HeaderLost(firstSeq, bytes, aside);
        _damaged.Add(new DamagedRegion(firstSeq, 0, bytes, firstSeq, last, aside));
        _lastSeq = Math.Max(_lastSeq, last);
    }

    private DamagedRegion Report(DamagedRegion region, string name, IJournalFile file)
    {
        DamageFound(region.Segment, region.Offset, region.Bytes, region.FirstMissingSeq, region.LastMissingSeq);
        if (region.Bytes == 0)
            return region;
        var aside = JournalNames.Damaged(name, region.Offset, region.Bytes);
        try
        {
            if (!disk.Exists(aside))
                CopyAside(region, aside, file);
            return region with { SetAside = aside };
        }
        catch (Exception exception) when (StorageFailures.IsStorage(exception))
        {
            // The copy is for a person who looks into it; the journal opens without.
            CopyFailed(exception, aside);
            return region;
        }
    }

    private void CopyAside(DamagedRegion region, string aside, IJournalFile file)
    {
        using var window = new FileWindow(file, region.Offset + region.Bytes);
        using (var copy = disk.Create(aside + JournalNames.TemporarySuffix))
        {
            for (var offset = region.Offset; offset < window.End;)
            {
                var bytes = window.Peek(offset, 1).ToArray();
                if (bytes.Length == 0)
                    break;
                copy.Write([bytes], offset - region.Offset);
                offset += bytes.Length;
            }

            copy.Sync();
        }

        disk.Rename(aside + JournalNames.TemporarySuffix, aside);
        disk.SyncFolder();
    }
}
