using System.Diagnostics;
using System.Reflection;

namespace ForgejoBot;

/// <summary>A hero_proc host as a process of its own, on a temporary folder that goes when it goes.</summary>
internal sealed class Host : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private Host(Process process, DirectoryInfo folder, string rpcSocket, Uri url) =>
        (_process, _folder, RpcSocket, Url) = (process, folder, rpcSocket, url);

    public string RpcSocket { get; }

    public Uri Url { get; }

    /// <summary>Starts the host and waits for its ready line.</summary>
    public static async Task<Host> StartAsync()
    {
        var assembly = typeof(Host).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static item => item.Key == "HostAssembly").Value!;
        var folder = Directory.CreateTempSubdirectory("forgejo-bot-");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } dotnet && Path.GetFileNameWithoutExtension(dotnet) == "dotnet" ? dotnet : "dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { Path.GetFullPath(assembly, AppContext.BaseDirectory), "--Host:Url=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning" },
            Environment = { ["PATH_SOCKET"] = Path.Combine(folder.FullName, "sockets"), ["PATH_VAR"] = Path.Combine(folder.FullName, "var") },
        };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            // ready: rpc=<socket> http=<url>
            if (line.StartsWith("ready: ", StringComparison.Ordinal))
            {
                var words = line["ready: ".Length..].Split(' ');
                return new Host(process, folder, words[0]["rpc=".Length..], new Uri(words[1]["http=".Length..]));
            }
        }

        await process.WaitForExitAsync();
        folder.Delete(recursive: true);
        throw new InvalidOperationException($"The host ended with code {process.ExitCode} before it was ready; its reason stands above.");
    }

    /// <summary>Waits until the host ends or the reader has seen enough.</summary>
    public async Task WaitAsync(CancellationToken enough)
    {
        try
        {
            await _process.WaitForExitAsync(enough);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            Console.WriteLine("Stopping the host.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // A clean stop: the host finishes what it has begun.
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
