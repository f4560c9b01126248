using Microsoft.Win32.SafeHandles;

namespace HeroProc.Host.Jobs.Running;

/// <summary>
/// The host's ends of the two pipes of a start. The pipes are named, so that an adopting host finds them again; the keepers
/// are writing ends that hold off the end of the stream until the process is known to be gone.
/// </summary>
internal sealed record HostPipes(SafePipeHandle StandardOutput, SafePipeHandle StandardError, SafePipeHandle[] Keepers)
{
    /// <summary>Makes both pipes.</summary>
    public static void Make(string folder)
    {
        Posix.MakePipe(Path.Combine(folder, AttemptScript.StandardOutput));
        Posix.MakePipe(Path.Combine(folder, AttemptScript.StandardError));
    }

    /// <summary>Deletes both, once nobody needs them; those that stay go with the job's folder.</summary>
    public static void Delete(string folder)
    {
        try
        {
            File.Delete(Path.Combine(folder, AttemptScript.StandardOutput));
            File.Delete(Path.Combine(folder, AttemptScript.StandardError));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The job's retention deletes the folder, or says why it cannot.
        }
    }

    /// <summary>Opens the host's ends.</summary>
    public static HostPipes Open(string folder)
    {
        var opened = new List<SafePipeHandle>();
        try
        {
            foreach (var write in (bool[])[false, true])
            {
                foreach (var name in (string[])[AttemptScript.StandardOutput, AttemptScript.StandardError])
                {
                    opened.Add(Posix.OpenPipe(Path.Combine(folder, name), write));
                }
            }

            return new HostPipes(opened[0], opened[1], [opened[2], opened[3]]);
        }
        catch
        {
            opened.ForEach(static handle => handle.Dispose());
            throw;
        }
    }

    /// <summary>Closes all ends; for a start that failed.</summary>
    public void Close()
    {
        foreach (var handle in (SafePipeHandle[])[StandardOutput, StandardError, .. Keepers])
        {
            handle.Dispose();
        }
    }
}
