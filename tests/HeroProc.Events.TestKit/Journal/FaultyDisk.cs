using HeroProc.Journal;

namespace HeroProc.Events.TestKit;

/// <summary>
/// A journal's folder in memory that behaves as badly as a disk may: a volatile cache of which a power cut keeps any
/// subset of sectors and folder changes, full and read-only disks, errors at a chosen call, and syncs that fail and forget.
/// Every choice comes from the seed. Thread-safe.
/// </summary>
public sealed class FaultyDisk : IJournalDisk
{
    private const int IoErrorNumber = 5;
    private const int NoSpaceNumber = 28;
    private const int ReadOnlyNumber = 30;

    private readonly object _gate = new();
    private readonly Random _random;
    private readonly List<Action<Dictionary<string, FaultyInode>>> _folderChanges = [];
    private Dictionary<string, FaultyInode> _current = [];
    private Dictionary<string, FaultyInode> _durable = [];
    private bool _locked;
    private int _life;

    public FaultyDisk(int seed) => _random = new Random(seed);

    public string Folder => "memory";

    /// <summary>Calls that change something, so far: the points at which the power can go.</summary>
    public int Operations { get; private set; }

    /// <summary>Syncs of files that returned.</summary>
    public int Syncs { get; private set; }

    /// <summary>The power goes during the n-th change from now on (1 = the next); 0 = never.</summary>
    public int CutAfter { get; set; }

    /// <summary>The process dies during the n-th change from now on (1 = the next); 0 = never.</summary>
    public int KillAfter { get; set; }

    /// <summary>The n-th write from now on fails, part of it written; 0 = none.</summary>
    public int FailWriteAfter { get; set; }

    /// <summary>The n-th sync from now on fails and forgets what it should have written; 0 = none.</summary>
    public int FailSyncAfter { get; set; }

    /// <summary>The n-th rename from now on fails; 0 = none.</summary>
    public int FailRenameAfter { get; set; }

    /// <summary>The n-th sync of the folder from now on fails; 0 = none.</summary>
    public int FailFolderSyncAfter { get; set; }

    /// <summary>Bytes all files together may have.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    public bool ReadOnly { get; set; }

    /// <summary>Nothing answers between a cut and <see cref="Restart"/>.</summary>
    public bool PowerIsOff { get; private set; }

    /// <summary>Which process the disk answers; files opened in an earlier life answer no more.</summary>
    public int Life => Volatile.Read(ref _life);

    /// <summary>Called before each sync, outside the lock; a test may hold the writer here.</summary>
    public Action? BeforeSync { get; set; }

    public IDisposable? TryLock()
    {
        lock (_gate)
        {
            if (_locked)
                return null;
            _locked = true;
            return new Unlock(this, _life);
        }
    }

    public IReadOnlyList<string> List()
    {
        lock (_gate)
        {
            ThrowIfOff(_life);
            return [.. _current.Keys.Where(static name => !name.Contains('/', StringComparison.Ordinal)).Order()];
        }
    }

    public IJournalFile Create(string name)
    {
        lock (_gate)
        {
            BeforeChange(_life);
            if (_current.TryGetValue(name, out var inode))
            {
                inode.SetLength(0);
            }
            else
            {
                inode = new FaultyInode();
                ChangeFolder(folder => folder[name] = inode);
            }

            return new FaultyFile(this, inode, _life);
        }
    }

    public IJournalFile Open(string name)
    {
        lock (_gate)
        {
            ThrowIfOff(_life);
            return new FaultyFile(this, Find(name), _life);
        }
    }

    public bool Exists(string name)
    {
        lock (_gate)
            return _current.ContainsKey(name);
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            BeforeChange(_life);
            _ = Find(from);
            if (FailRenameAfter > 0 && --FailRenameAfter == 0)
                throw Error("rename", IoErrorNumber);
            ChangeFolder(folder =>
            {
                if (folder.Remove(from, out var inode))
                    folder[to] = inode;
            });
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            BeforeChange(_life);
            ChangeFolder(folder => folder.Remove(name));
        }
    }

    public void SyncFolder()
    {
        lock (_gate)
        {
            BeforeChange(_life);
            if (FailFolderSyncAfter > 0 && --FailFolderSyncAfter == 0)
                throw Error("sync of the folder", IoErrorNumber);
            _durable = new(_current);
            _folderChanges.Clear();
        }
    }

    /// <summary>The process dies; what it wrote stays in the system's cache and is there for the next one.</summary>
    public void Kill()
    {
        lock (_gate)
            NewLife();
    }

    /// <summary>The power goes now.</summary>
    public void CutPower()
    {
        lock (_gate)
            PowerIsOff = true;
    }

    /// <summary>
    /// Brings the machine back after a cut: every sector and folder change that was not synced is there or not, by chance.
    /// Everything that is there is then on disk.
    /// </summary>
    public void Restart()
    {
        lock (_gate)
        {
            foreach (var change in _folderChanges.Where(_ => _random.Next(2) == 0))
                change(_durable);
            foreach (var inode in _durable.Values)
                inode.LosePower(_random);
            _current = new(_durable);
            _folderChanges.Clear();
            CutAfter = 0;
            KillAfter = 0;
            PowerIsOff = false;
            NewLife();
        }
    }

    /// <summary>A file's bytes as a process sees them.</summary>
    public byte[] ReadAll(string name)
    {
        lock (_gate)
            return Find(name).Bytes.ToArray();
    }

    /// <summary>Replaces a file's bytes, on disk too: damage done by hand.</summary>
    public void WriteAll(string name, byte[] bytes)
    {
        lock (_gate)
            _current[name] = _durable[name] = new FaultyInode(bytes);
    }

    /// <summary>Removes a file, on disk too.</summary>
    public void Remove(string name)
    {
        lock (_gate)
        {
            _current.Remove(name);
            _durable.Remove(name);
        }
    }

    internal int Read(FaultyInode inode, int life, Span<byte> buffer, long offset)
    {
        lock (_gate)
        {
            ThrowIfOff(life);
            return inode.Read(buffer, offset);
        }
    }

    internal long Length(FaultyInode inode, int life)
    {
        lock (_gate)
        {
            ThrowIfOff(life);
            return inode.Bytes.Length;
        }
    }

    internal void Write(FaultyInode inode, int life, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        lock (_gate)
        {
            var bytes = Join(buffers);
            if (CutAfter == 1 || KillAfter == 1)
                inode.Write(offset, bytes);
            BeforeChange(life);
            var used = _current.Values.Sum(static each => (long)each.Bytes.Length);
            var room = Capacity - used + Math.Max(0, inode.Bytes.Length - offset);
            if (room < bytes.Length)
            {
                inode.Write(offset, bytes.AsSpan(0, (int)Math.Max(0, room)));
                throw Error("write", NoSpaceNumber);
            }

            if (FailWriteAfter > 0 && --FailWriteAfter == 0)
            {
                inode.Write(offset, bytes.AsSpan(0, _random.Next(bytes.Length + 1)));
                throw Error("write", IoErrorNumber);
            }

            inode.Write(offset, bytes);
        }
    }

    internal void SetLength(FaultyInode inode, int life, long length)
    {
        lock (_gate)
        {
            BeforeChange(life);
            inode.SetLength(length);
        }
    }

    internal void Sync(FaultyInode inode, int life)
    {
        BeforeSync?.Invoke();
        lock (_gate)
        {
            BeforeChange(life);
            if (FailSyncAfter > 0 && --FailSyncAfter == 0)
            {
                inode.ForgetUnsynced(_random);
                throw Error("sync", IoErrorNumber);
            }

            inode.Sync();
            Syncs++;
        }
    }

    private static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        var bytes = new byte[buffers.Sum(static buffer => buffer.Length)];
        var at = 0;
        foreach (var buffer in buffers)
        {
            buffer.CopyTo(bytes.AsMemory(at));
            at += buffer.Length;
        }

        return bytes;
    }

    private static IOException Error(string call, int number) => new($"The {call} failed, as the test wants ({number}).", number);

    private void BeforeChange(int life)
    {
        ThrowIfOff(life);
        Operations++;
        if (CutAfter > 0 && --CutAfter == 0)
        {
            PowerIsOff = true;
            throw Error("call, cut off by the power,", IoErrorNumber);
        }

        if (KillAfter > 0 && --KillAfter == 0)
        {
            NewLife();
            throw Error("call of a process that was killed", IoErrorNumber);
        }

        if (ReadOnly)
            throw Error("change of a read-only disk", ReadOnlyNumber);
    }

    private void ThrowIfOff(int life)
    {
        if (PowerIsOff || life != _life)
            throw Error("call without power", IoErrorNumber);
    }

    private void ChangeFolder(Action<Dictionary<string, FaultyInode>> change)
    {
        change(_current);
        _folderChanges.Add(change);
    }

    private FaultyInode Find(string name) =>
        _current.TryGetValue(name, out var inode) ? inode : throw new FileNotFoundException($"{name} is not there.", name);

    private void NewLife()
    {
        _life++;
        _locked = false;
    }

    private sealed class Unlock(FaultyDisk disk, int life) : IDisposable
    {
        public void Dispose()
        {
            lock (disk._gate)
            {
                if (life == disk._life)
                    disk._locked = false;
            }
        }
    }
}
