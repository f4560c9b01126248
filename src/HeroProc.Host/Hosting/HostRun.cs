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
        catch (Exception exception) when (IsStartFault(exception))
        {
            return Refuse(Reasons(exception));
        }

        await using (app.ConfigureAwait(false))
        {
            var lifetime = (SignalLifetime)app.Services.GetRequiredService<IHostLifetime>();
            return await StartAsync(app, lifetime, folders).ConfigureAwait(false)
                ? await StopAsync(app, lifetime).ConfigureAwait(false)
                : lifetime.Signalled ? Clean : Failed;
        }
    }

    private async Task<bool> StartAsync(WebApplication app, SignalLifetime lifetime, HostFolders folders)
    {
        try
        {
            app.Run(new SurfaceRouter(app.Services, app.Services.GetRequiredService<IOptions<HostOptions>>().Value).RouteAsync);
            await app.StartAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.Signalled)
        {
            return false;
        }
        catch (Exception exception)
        {
            if (!IsStartFault(exception))
            {
                HostLog.StartFailed(app.Logger, exception);
            }

            Refuse(Reasons(exception));
            return false;
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        var url = addresses.First(address => !address.StartsWith("http://unix:", StringComparison.Ordinal));
        HostLog.Serving(app.Logger, HostBuilding.Version, url, folders.Paths.SocketFolder, folders.Paths.DataRoot);
        await output.WriteLineAsync($"ready: rpc={folders.RpcSocket} http={url}").ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
        return true;
    }

    private static async Task<int> StopAsync(WebApplication app, SignalLifetime lifetime)
    {
        try
        {
            await app.WaitForShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            HostLog.StopFailed(app.Logger, exception);
            return Failed;
        }

        if (!lifetime.Signalled)
        {
            HostLog.StoppedByItself(app.Logger);
            return Failed;
        }

        return Clean;
    }

    // What an operator mends by a setting or a file is told in one line; anything else also goes to the log with its trace.
    private static bool IsStartFault(Exception exception) => exception switch
    {
        AggregateException several => several.Flatten().InnerExceptions.All(IsStartFault),
        _ => exception is OptionsValidationException or IOException or UnauthorizedAccessException,
    };

    private static IReadOnlyList<string> Reasons(Exception exception) => exception switch
    {
        AggregateException several => [.. several.Flatten().InnerExceptions.SelectMany(Reasons)],
        OptionsValidationException invalid => [.. invalid.Failures],
        TargetInvocationException { InnerException: { } inner } => Reasons(inner),
        IOException io => [io.Message],
        _ => [$"the start failed: {exception.Message}"],
    };

    private int Refuse(IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            errors.WriteLine(OneLine.Escape(fault));
        }

        errors.Flush();
        return Failed;
    }
}
