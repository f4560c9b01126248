using System.Collections;
using System.Globalization;
using System.Text;
using HeroProc.Extensibility.Loading;
using HeroProc.Journal;

namespace HeroProc.Host.Hosting;

/// <summary>
/// The host's folders, held for this process alone from the first moment of the start until <see cref="Dispose"/>. Only the
/// holder of both locks touches the socket files, so a dead host's are replaced and a living host's never.
/// </summary>
internal sealed class HostFolders : IDisposable
{
    // sun_path of a Unix socket address holds 108 bytes with the closing zero.
    private const int LongestSocketPath = 107;
    private const string PidFile = "host.pid";
    private readonly FolderLock _data;
    private readonly FolderLock? _sockets;

    private HostFolders(HeroPaths paths, FolderLock data, FolderLock? sockets)
    {
        Paths = paths;
        _data = data;
        _sockets = sockets;
    }

    public HeroPaths Paths { get; }

    public string RpcSocket => Path.Combine(Paths.SocketFolder, "rpc.sock");

    public string WebHooksSocket => Path.Combine(Paths.SocketFolder, "web_hooks.sock");

    public string AdminSocket => Path.Combine(Paths.SocketFolder, "admin.sock");

    /// <summary>Finds, makes (mode 0700) and locks the folders, and removes the socket files a dead host left.</summary>
    public static StartStep<HostFolders> Open(IDictionary environment, string home, int processId)
    {
        var faults = new List<string>();
        var socketRoot = Root(environment, ["PATH_SOCKET", "HERO_SOCKET_DIR"], home, "hero/var/sockets", faults);
        var dataRoot = Root(environment, ["PATH_VAR"], home, "hero/var", faults);
        if (faults.Count > 0)
        {
            return StartStep<HostFolders>.Refused(faults);
        }

        var paths = new HeroPaths(Path.Combine(dataRoot, "hero_proc"), Path.Combine(socketRoot, "hero_proc"), socketRoot);
        var longest = Path.Combine(paths.SocketFolder, "web_hooks.sock");
        if (Encoding.UTF8.GetByteCount(longest) > LongestSocketPath)
        {
            return StartStep<HostFolders>.Refused(
                $"{longest}: is longer than the {LongestSocketPath} bytes a Unix socket's path may have; set PATH_SOCKET to a shorter folder");
        }

        FolderLock? data = null;
        FolderLock? sockets = null;
        try
        {
            if ((data = FolderLock.TryTake(Private(paths.DataRoot))) is null)
            {
                return StartStep<HostFolders>.Refused(Taken(paths.DataRoot));
            }

            // PATH_VAR and PATH_SOCKET may be the same folder, which is then locked already.
            if (paths.SocketFolder != paths.DataRoot && (sockets = FolderLock.TryTake(Private(paths.SocketFolder))) is null)
            {
                data.Dispose();
                return StartStep<HostFolders>.Refused(Taken(paths.SocketFolder));
            }

            var folders = new HostFolders(paths, data, sockets);
            folders.DeleteSockets();
            WritePid(paths.DataRoot, processId);
            WritePid(paths.SocketFolder, processId);
            return StartStep<HostFolders>.Done(folders);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            sockets?.Dispose();
            data?.Dispose();
            return StartStep<HostFolders>.Refused($"{paths.DataRoot} and {paths.SocketFolder}: cannot be used: {exception.Message}");
        }
    }

    /// <summary>Removes the socket files and gives the folders free, in this order.</summary>
    public void Dispose()
    {
        try
        {
            DeleteSockets();
            File.Delete(Path.Combine(Paths.SocketFolder, PidFile));
            File.Delete(Path.Combine(Paths.DataRoot, PidFile));
        }
        finally
        {
            _sockets?.Dispose();
            _data.Dispose();
        }
    }

    private void DeleteSockets()
    {
        File.Delete(RpcSocket);
        File.Delete(WebHooksSocket);
        File.Delete(AdminSocket);
    }

    private static string Root(IDictionary environment, string[] names, string home, string fallback, List<string> faults)
    {
        foreach (var name in names)
        {
            if (environment[name] is string { Length: > 0 } value)
            {
                if (!Path.IsPathFullyQualified(value))
                {
                    faults.Add($"{name}: '{value}' is not an absolute path");
                }

                return Path.TrimEndingDirectorySeparator(Path.GetFullPath(value));
            }
        }

        if (!Path.IsPathFullyQualified(home))
        {
            faults.Add($"{names[0]}: is not set, and there is no home folder to fall back on; set it to an absolute path");
        }

        return Path.Combine(home, fallback);
    }

    // The folder's mode is what keeps others from the sockets and the data, so a wider one is narrowed, never trusted.
    private static string Private(string folder)
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(folder, OwnerOnly);
        if (File.GetUnixFileMode(folder) != OwnerOnly)
        {
            File.SetUnixFileMode(folder, OwnerOnly);
        }

        return folder;
    }

    private static void WritePid(string folder, int processId)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var writer = new StreamWriter(Path.Combine(folder, PidFile), options);
        writer.Write(processId.ToString(CultureInfo.InvariantCulture));
    }

    private static string Taken(string folder)
    {
        var message = $"{folder}: another host is running on this folder";
        try
        {
            return $"{message} (process {File.ReadAllText(Path.Combine(folder, PidFile)).Trim()}); stop it first, or set PATH_VAR and PATH_SOCKET";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The other host has taken the lock and not yet written who it is.
            return $"{message}; stop it first, or set PATH_VAR and PATH_SOCKET";
        }
    }
}
