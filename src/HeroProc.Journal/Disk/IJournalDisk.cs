namespace HeroProc.Journal;

/// <summary>
/// The folder a journal lives in. Names are relative, with at most one subfolder (<c>damaged/x</c>). Every method throws
/// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when the disk refuses, with the operating
/// system's error number as HResult where there is one. Thread-safe, except that one name is not used by two calls at once.
/// </summary>
public interface IJournalDisk
{
    /// <summary>The folder as a person would name it, for messages.</summary>
    string Folder { get; }

    /// <summary>Takes the folder for this process until disposed; null when another process (or another journal here) has it.</summary>
    IDisposable? TryLock();

    /// <summary>The names of all files directly in the folder; empty when there are none.</summary>
    IReadOnlyList<string> List();

    /// <summary>Creates an empty file, emptying one that is there; its subfolder is made if needed. Not durable before <see cref="IJournalFile.Sync"/> and <see cref="SyncFolder"/>.</summary>
    IJournalFile Create(string name);

    /// <summary>Opens a file that is there for reading and writing; throws <see cref="FileNotFoundException"/> when it is not.</summary>
    IJournalFile Open(string name);

    /// <summary>Whether the file is there.</summary>
    bool Exists(string name);

    /// <summary>Renames, replacing the target in one step; its subfolder is made if needed. Durable only after <see cref="SyncFolder"/>.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes; nothing happens when the file is not there. Durable only after <see cref="SyncFolder"/>.</summary>
    void Delete(string name);

    /// <summary>Returns when every create, rename and delete before it (in the folder and its subfolder) is on disk.</summary>
    void SyncFolder();
}
