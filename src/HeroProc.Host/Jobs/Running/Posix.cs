using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HeroProc.Host.Jobs.Running;

/// <summary>What the framework does not offer: signals to a process group, and named pipes of the file system.</summary>
internal static partial class Posix
{
    public const int Terminate = 15;
    public const int KillSignal = 9;
    private const int NoSuchProcess = 3;
    private const int Interrupted = 4;
    private const uint OwnerOnly = 0x180;
    private const int WriteOnly = 1;

    private static int NonBlocking => OperatingSystem.IsLinux() ? 0x800 : 0x4;

    private static int CloseOnExec => OperatingSystem.IsLinux() ? 0x80000 : 0x1000000;

    /// <summary>Sends a signal to every process of the group; a group that is gone is no error.</summary>
    public static void SignalGroup(int group, int signal) => Signal(-group, signal);

    /// <summary>Sends a signal to one process; one that is gone is no error.</summary>
    public static void Signal(int process, int signal)
    {
        // 0, 1 and -1 would reach the host's own group, the first process, or everything.
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Abs(process), 2);
        if (KillCall(process, signal) != 0 && Marshal.GetLastPInvokeError() != NoSuchProcess)
        {
            throw Failure("kill");
        }
    }

    /// <summary>Makes a named pipe with mode 0600.</summary>
    public static void MakePipe(string path)
    {
        if (MakeFifo(path, OwnerOnly) != 0)
        {
            throw Failure("mkfifo");
        }
    }

    /// <summary>Opens a named pipe without waiting for the other end.</summary>
    public static SafePipeHandle OpenPipe(string path, bool write)
    {
        while (true)
        {
            var descriptor = Open(path, (write ? WriteOnly : 0) | NonBlocking | CloseOnExec);
            if (descriptor >= 0)
            {
                return new SafePipeHandle(descriptor, ownsHandle: true);
            }

            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                throw Failure("open of a pipe");
            }
        }
    }

    private static IOException Failure(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"The {call} failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int KillCall(int process, int signal);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);
}
