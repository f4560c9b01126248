using System.Collections;
using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace HeroProc.Host.Hosting;

/// <summary>One life of the host: settings, folders, extensions, servers, the ready line, and the way back.</summary>
internal sealed class HostRun(IDictionary environment, TextWriter output, TextWriter errors, TimeProvider time)
{
    private const int Clean = 0;
    private const int Failed = 1;

    // Added to the stop's own limit: a part that passes over its cancellation is left behind then.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs until a signal comes. Returns the exit code: 0 after a signal, 1 when the start or the host failed.</summary>
    public async Task<int> RunAsync(string[] args)
    {
        var configuration = HostConfiguration.Read(AppContext.BaseDirectory, environment, args);
        if (configuration.Value is null)
        {
            return Refuse(configuration.Faults);
        }

        var options = ReadOptions(configuration.Value);
        if (options.Value is null)
        {
            return Refuse(options.Faults);
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var folders = HostFolders.Open(environment, home, Environment.ProcessId);
        if (folders.Value is null)
        {
            return Refuse(folders.Faults);
        }

        using (folders.Value)
        {
            return await ServeAsync(configuration.Value, options.Value, folders.Value).ConfigureAwait(false);
        }
    }

    private static StartStep<HostOptions> ReadOptions(IConfiguration configuration)
    {
        var faults = new SettingsCheck([HostBuilding.OwnSettings]).Run(configuration, HostOptions.Section);
        if (faults.Count > 0)
        {
            return StartStep<HostOptions>.Refused(faults);
        }

        var options = configuration.GetSection(HostOptions.Section).Get<HostOptions>() ?? new HostOptions();
        var result = new HostOptionsValidator().Validate(null, options);
        return result.Failed ? StartStep<HostOptions>.Refused([.. result.Failures]) : StartStep<HostOptions>.Done(options);
    }

    private async Task<int> ServeAsync(IConfigurationRoot configuration, HostOptions options, HostFolders folders)
    {
        WebApplication app;
        try
        {
            var built = HostBuilding.Build(configuration, options, folders, time);
            if (built.Value is null)
            {
                return Refuse(built.Faults);
            }

            app = built.Value;
        }
        catch (Exception exception)
        {
            return Refuse(exception);
        }

        var lifetime = (SignalLifetime)app.Services.GetRequiredService<IHostLifetime>();
        var started = await StartAsync(app, lifetime, folders).ConfigureAwait(false);
        var stopped = await StopAsync(app, options.StopTimeout).ConfigureAwait(false);
        if (started && !lifetime.Signalled)
        {
            HostLog.StoppedByItself(app.Logger);
        }

        return stopped && lifetime.Signalled ? Clean : Failed;
    }

    /// <summary>Starts everything and waits for the stop to begin. False when the start did not come to its end.</summary>
    private async Task<bool> StartAsync(WebApplication app, SignalLifetime lifetime, HostFolders folders)
    {
        try
        {
            // Before anything is made that reads its options, so that the faults of all of them are told at once.
            app.Services.GetService<IStartupValidator>()?.Validate();
            app.Run(new SurfaceRouter(app.Services, app.Services.GetRequiredService<IOptions<HostOptions>>().Value).RouteAsync);
            await app.StartAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.Signalled)
        {
            return false;
        }
        catch (Exception exception)
        {
            Refuse(exception);
            return false;
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        var url = addresses.First(address => !address.StartsWith("http://unix:", StringComparison.Ordinal));
        HostLog.Serving(app.Logger, HostBuilding.Version, url, folders.Paths.SocketFolder, folders.Paths.DataRoot);
        await output.WriteLineAsync($"ready: rpc={folders.RpcSocket} http={url}").ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);

        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = app.Lifetime.ApplicationStopping.Register(stopping.SetResult);
        await stopping.Task.ConfigureAwait(false);
        return true;
    }

    /// <summary>Stops what was started, also by half a start. False when something failed to stop, or did not in time.</summary>
    private async Task<bool> StopAsync(WebApplication app, TimeSpan limit)
    {
        try
        {
            await StopAndDisposeAsync(app).WaitAsync(limit + Patience, time).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception)
        {
            HostLog.StopFailed(app.Logger, exception);
            return false;
        }
    }

    private static async Task StopAndDisposeAsync(WebApplication app)
    {
        await using (app.ConfigureAwait(false))
        {
            await app.StopAsync().ConfigureAwait(false);
        }
    }

    private int Refuse(Exception exception)
    {
        Refuse(Reasons(exception));
        if (!IsForOperator(exception))
        {
            // Nobody foresaw it: the trace is all there is to find the cause by.
            errors.WriteLine(OneLine.Escape(exception.ToString()));
            errors.Flush();
        }

        return Failed;
    }

    private int Refuse(IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            errors.WriteLine(OneLine.Escape(fault));
        }

        errors.Flush();
        return Failed;
    }

    // What is mended by a setting, a file or a permission says so in one line.
    private static bool IsForOperator(Exception exception) => exception switch
    {
        AggregateException several => several.Flatten().InnerExceptions.All(IsForOperator),
        TargetInvocationException { InnerException: { } inner } => IsForOperator(inner),
        _ => exception is OptionsValidationException or IOException or UnauthorizedAccessException,
    };

    private static IReadOnlyList<string> Reasons(Exception exception) => exception switch
    {
        AggregateException several => [.. several.Flatten().InnerExceptions.SelectMany(Reasons)],
        TargetInvocationException { InnerException: { } inner } => Reasons(inner),
        OptionsValidationException invalid => [.. invalid.Failures],
        IOException or UnauthorizedAccessException => [exception.Message],
        _ => [$"the start failed: {exception.Message}"],
    };
}
