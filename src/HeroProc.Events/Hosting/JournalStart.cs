using System.Text;
using HeroProc.Events.Intake;
using HeroProc.Journal;
using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Hosting;

/// <summary>Opens the journal and finds its identity.</summary>
internal static class JournalStart
{
    private const string IdentityFile = "journal.id";

    /// <exception cref="InvalidOperationException">The folder is in use or the disk does not answer; the message is for the operator.</exception>
    public static async Task<(RecordJournal Journal, string Id)> OpenAsync(EventFolders folders, IdGenerator ids, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var disk = new FileJournalDisk(folders.Journal);
        return await RecordJournal.OpenAsync(disk, new JournalOptions(), time, logger, cancellationToken).ConfigureAwait(false) switch
        {
            JournalOpenResult.Opened opened => (opened.Journal, Identity(opened.Journal, folders, ids)),
            JournalOpenResult.FolderTaken taken => throw new InvalidOperationException($"The folder {taken.Folder} is used by another process. Stop it, or set PATH_VAR to another folder."),
            JournalOpenResult.Unavailable unavailable => throw new InvalidOperationException($"The journal in {folders.Journal} cannot be opened ({unavailable.Reason}): {unavailable.Detail}"),
            _ => throw new InvalidOperationException("The journal gave an answer that is not known."),
        };
    }

    // An empty journal is a new one, whatever an old file says: its index must not be taken for this one's.
    private static string Identity(RecordJournal journal, EventFolders folders, IdGenerator ids)
    {
        var file = Path.Combine(folders.Root, IdentityFile);
        if (journal.DurableSeq > 0 && File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } known)
        {
            return known;
        }

        var id = ids.Next();
        var fresh = file + ".new";
        using (var stream = new FileStream(fresh, PrivateFolder.FileOptions(FileMode.Create, FileShare.None)))
        {
            stream.Write(Encoding.ASCII.GetBytes(id));
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, file, overwrite: true);
        return id;
    }
}
