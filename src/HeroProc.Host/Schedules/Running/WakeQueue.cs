namespace HeroProc.Host.Schedules.Running;

/// <summary>The heap: which schedule is due next. One timer serves them all. Not thread-safe.</summary>
internal sealed class WakeQueue
{
    private PriorityQueue<(ScheduleEntry Entry, int Wake), long> _heap = new();
    private int _stale;

    /// <summary>When the next schedule is due, Unix milliseconds; null for none.</summary>
    public long? NextAt => TrimAndPeek(out var at) ? at : null;

    /// <summary>Says when a schedule is due next, in place of what was said before; null for never.</summary>
    public void Set(ScheduleEntry entry, long? at)
    {
        _stale += entry.InHeap ? 1 : 0;
        entry.InHeap = at is not null;
        entry.Wake++;
        if (at is { } due)
        {
            _heap.Enqueue((entry, entry.Wake), due);
        }

        // What was said before stays in the heap until it comes up; once that is the half of it, it is thrown out.
        if (_stale > 64 && _stale > _heap.Count / 2)
        {
            _heap = new(_heap.UnorderedItems.Where(static item => item.Element.Wake == item.Element.Entry.Wake));
            _stale = 0;
        }
    }

    /// <summary>Takes one schedule that is due, or null.</summary>
    public ScheduleEntry? TakeDue(long now)
    {
        if (!TrimAndPeek(out var at) || at > now)
        {
            return null;
        }

        var entry = _heap.Dequeue().Entry;
        entry.InHeap = false;
        return entry;
    }

    private bool TrimAndPeek(out long at)
    {
        while (_heap.TryPeek(out var item, out at))
        {
            if (item.Wake == item.Entry.Wake)
            {
                return true;
            }

            _heap.Dequeue();
            _stale--;
        }

        return false;
    }
}
