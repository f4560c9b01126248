using HeroProc.Events.Intake;

namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>Finds the socket of another hero service, and nothing else.</summary>
/// <param name="root">The folder where the services have their folders, <c>$PATH_SOCKET</c>.</param>
internal sealed class ServiceSockets(string root)
{
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>The path of a socket.</summary>
    /// <param name="socket">The name of a service, or an absolute path.</param>
    /// <param name="allowed">Paths outside the folder that may be called too.</param>
    /// <param name="path">The path, when it may be called.</param>
    /// <returns>Null, or why it may not be called.</returns>
    public string? Find(string socket, IEnumerable<string> allowed, out string path)
    {
        path = "";
        if (!Path.IsPathFullyQualified(socket))
        {
            if (!EventChecks.IsId(socket))
            {
                return $"Expected the name of a hero service or the absolute path of a socket, got '{BoundedText.Show(socket)}'.";
            }

            path = Path.Combine(_root, socket, "rpc.sock");
            return null;
        }

        // Written out first: "root/../elsewhere" begins with the root and leads out of it.
        path = Path.GetFullPath(socket);
        var full = path;
        return full.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || allowed.Any(one => Path.GetFullPath(one) == full)
            ? null
            : "The socket lies outside the folder of the hero services. List it in the setting HeroProc.Events:Rpc:AllowedSockets to allow it.";
    }
}
