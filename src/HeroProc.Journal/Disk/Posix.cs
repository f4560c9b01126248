using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HeroProc.Journal;

/// <summary>What the framework does not offer: fdatasync, and a sync of a folder.</summary>
internal static partial class Posix
{
    private const int Interrupted = 4;
    private const int CloseOnExec = 0x80000;

    public static void SyncData(SafeFileHandle file)
    {
        // Only Linux promises that fdatasync reaches the device; elsewhere the framework picks the strongest call there is.
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (FDataSync(file) != 0)
            ThrowUnlessInterrupted("fdatasync");
    }

    public static void SyncFolder(string path)
    {
        // Windows has no such call and journals its folder changes itself.
        if (OperatingSystem.IsWindows())
            return;
        int descriptor;
        while ((descriptor = Open(path, OperatingSystem.IsLinux() ? CloseOnExec : 0)) < 0)
            ThrowUnlessInterrupted("open of the folder");
        using var folder = new SafeFileHandle(descriptor, ownsHandle: true);
        while (FSync(folder) != 0)
            ThrowUnlessInterrupted("fsync of the folder");
    }

    private static void ThrowUnlessInterrupted(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error != Interrupted)
            throw new IOException($"The {call} failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);
}
