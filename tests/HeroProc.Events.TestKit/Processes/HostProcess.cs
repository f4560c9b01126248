using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace HeroProc.Events.TestKit.Processes;

/// <summary>
/// The real host as a process of its own, on temporary folders and a free port:
/// <code>
/// await using var host = await HostProcess.StartAsync();
/// var pong = await host.CallAsync("system.ping");
/// await host.Kill9Async();
/// await host.RestartAsync();      // the same folders: what was promised is still there
/// </code>
/// Disposing kills the process if it still runs and deletes the folders it made. Every wait is on a signal of the process
/// and ends with <see cref="HostSetup.Limit"/>; a host that does not become ready fails the test with all it wrote.
/// </summary>
public sealed class HostProcess : IAsyncDisposable
{
    private readonly HostSetup _setup;
    private readonly bool _ownsFolder;
    private Process _process = null!;
    private TaskCompletionSource _exited = null!;

    private HostProcess(HostSetup setup)
    {
        _setup = setup;
        _ownsFolder = setup.Folder is null;
        Folder = setup.Folder ?? new HostFolder();
    }

    /// <summary>The folders it runs on.</summary>
    public HostFolder Folder { get; }

    /// <summary>The address of the ready line, with the real port.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Standard output of the present process.</summary>
    public OutputLines Output { get; private set; } = null!;

    /// <summary>Standard error of the present process: the log.</summary>
    public OutputLines Errors { get; private set; } = null!;

    /// <summary>Starts a host and waits for its ready line.</summary>
    public static async Task<HostProcess> StartAsync(HostSetup? setup = null)
    {
        var host = new HostProcess(setup ?? new HostSetup());
        try
        {
            await host.LaunchAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a host that is expected to end by itself, and waits for that end.</summary>
    public static async Task<HostExit> RunToEndAsync(HostSetup setup)
    {
        await using var host = new HostProcess(setup);
        host.Launch();
        return await host.WaitForExitAsync();
    }

    /// <summary>Calls a method over HTTP on the RPC socket. Returns the whole answer: <c>result</c> or <c>error</c> is inside.</summary>
    public async Task<JsonElement> CallAsync(string method, object? parameters = null)
    {
        using var client = HttpOver(Folder.RpcSocket);
        return await RpcMessages.PostAsync(client, method, parameters);
    }

    /// <summary>Opens a newline-delimited connection on the RPC socket.</summary>
    public Task<RpcLineClient> ConnectAsync() => RpcLineClient.ConnectAsync(Folder.RpcSocket, _setup.Limit);

    /// <summary>An HTTP client whose connections go to a Unix socket; its base address is <c>http://localhost</c>.</summary>
    public HttpClient HttpOver(string socket) => UnixHttp.Client(socket, _setup.Limit);

    /// <summary>An HTTP client for the TCP address.</summary>
    public HttpClient HttpOverTcp() => new() { BaseAddress = Url, Timeout = _setup.Limit };

    /// <summary>Kills the process as a power cut would end it, and waits until it is gone.</summary>
    public async Task Kill9Async()
    {
        // Not for the end of its output: a job that lives on may hold that open, and is meant to.
        _process.Kill();
        await _exited.Task.WaitAsync(_setup.Limit);
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    public Task<HostExit> TerminateAsync() => SignalAsync(15);

    /// <summary>Sends a signal by its number and waits for the end.</summary>
    public async Task<HostExit> SignalAsync(int signal)
    {
        if (!_process.HasExited && Kill(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} could not be sent: error {Marshal.GetLastPInvokeError()}.");
        }

        return await WaitForExitAsync();
    }

    /// <summary>Waits for a host that ends by itself.</summary>
    public Task<HostExit> WaitForEndAsync() => WaitForExitAsync();

    /// <summary>Starts a new process on the same folders, after the last one has ended, and waits for its ready line.</summary>
    public async Task RestartAsync()
    {
        if (!_process.HasExited)
        {
            throw new InvalidOperationException("The host still runs; call TerminateAsync or Kill9Async first.");
        }

        _process.Dispose();
        await LaunchAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
            {
                await Kill9Async();
            }

            _process.Dispose();
        }

        if (_ownsFolder)
        {
            Folder.Dispose();
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);

    private async Task LaunchAsync()
    {
        Launch();
        using var limit = new CancellationTokenSource(_setup.Limit);
        try
        {
            var line = await Output.WaitForAsync(text => text.StartsWith("ready: ", StringComparison.Ordinal), limit.Token);
            Url = new Uri(line[(line.IndexOf(" http=", StringComparison.Ordinal) + 6)..]);
        }
        catch (Exception exception) when (exception is EndOfStreamException or OperationCanceledException)
        {
            throw new InvalidOperationException($"The host did not become ready. Its standard error:\n{string.Join('\n', Errors.All)}", exception);
        }
    }

    private void Launch()
    {
        var start = new ProcessStartInfo
        {
            FileName = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Folder.Root,
        };
        start.ArgumentList.Add(HostBinary.Path);
        var settings = new Dictionary<string, string>(_setup.Settings, StringComparer.OrdinalIgnoreCase);
        settings.TryAdd("Host:Url", "http://127.0.0.1:0");
        foreach (var (name, value) in settings)
        {
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"--{name}={value}"));
        }

        foreach (var argument in _setup.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("HEROPROC_", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment.Remove("HERO_SOCKET_DIR");
        start.Environment["PATH_SOCKET"] = Folder.SocketRoot;
        start.Environment["PATH_VAR"] = Folder.VarRoot;
        foreach (var (name, value) in _setup.Environment)
        {
            start.Environment[name] = value;
        }

        Output = new OutputLines();
        Errors = new OutputLines();
        var exited = _exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => exited.TrySetResult();
        _process.OutputDataReceived += Output.Receive;
        _process.ErrorDataReceived += Errors.Receive;
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task<HostExit> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(_setup.Limit);
        await _exited.Task.WaitAsync(limit.Token);
        await Task.WhenAll(Output.Ended, Errors.Ended).WaitAsync(limit.Token);
        return new HostExit(_process.ExitCode, Output.All, Errors.All);
    }
}
