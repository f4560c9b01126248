using System.Globalization;

namespace HeroProc.Host.Jobs.Running;

/// <summary>
/// Where the files of jobs lie: <c>&lt;root&gt;/&lt;job&gt;/</c> holds script, inputs and files and is the working directory;
/// <c>attempts/&lt;attempt&gt;.&lt;start&gt;/</c> inside it holds what one start leaves. Folders 0700, files 0600.
/// </summary>
/// <param name="root">The folder of all jobs.</param>
internal sealed class JobFolders(string root)
{
    private const UnixFileMode FileMode0600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode0700 = FileMode0600 | UnixFileMode.UserExecute;

    /// <summary>The job's folder.</summary>
    public string Of(string jobId) => Path.Combine(root, jobId);

    /// <summary>The folder of one start, seen from the job's folder.</summary>
    public static string StartName(int attempt, int start) => string.Create(CultureInfo.InvariantCulture, $"attempts/{attempt}.{start}");

    /// <summary>The folder of one start.</summary>
    public string OfStart(string jobId, int attempt, int start) => Path.Combine(Of(jobId), StartName(attempt, start));

    /// <summary>The kept starts of a job, oldest first.</summary>
    public IReadOnlyList<(int Attempt, int Start)> Starts(string jobId)
    {
        var folder = Path.Combine(Of(jobId), "attempts");
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var starts = new List<(int Attempt, int Start)>();
        foreach (var name in Directory.EnumerateDirectories(folder).Select(Path.GetFileName))
        {
            var parts = name!.Split('.');
            if (parts.Length == 2
                && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start))
            {
                starts.Add((attempt, start));
            }
        }

        starts.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        return starts;
    }

    /// <summary>Makes a folder, and those above it that are missing, for the owner alone.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        // The framework gives the mode to the last folder only.
        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
        {
            Create(parent);
        }

        Directory.CreateDirectory(folder, FolderMode0700);
    }

    /// <summary>
    /// Writes a file for the owner alone. One of the same name goes first: an earlier attempt may have put a link in its place.
    /// </summary>
    public static async ValueTask WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        File.Delete(path);
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileMode0600, BufferSize = 0 });
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes a job's folder. Throws when a job left something in it that cannot be deleted.</summary>
    public void Delete(string jobId)
    {
        var folder = Of(jobId);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Deletes one start.</summary>
    public void DeleteStart(string jobId, int attempt, int start) => Directory.Delete(OfStart(jobId, attempt, start), recursive: true);
}
