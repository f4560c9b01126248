using HeroProc.Extensibility.Loading;
using HeroProc.Extensibility.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

[assembly: ExtensionModule(typeof(HeroProc.Host.FaultyExtension.FaultyModule))]

namespace HeroProc.Host.FaultyExtension;

/// <summary>An extension that fails as its setting <c>Faulty:Fault</c> says, to see what the host makes of it.</summary>
internal sealed class FaultyModule : IHeroProcExtension
{
    public void Configure(ExtensionContext context)
    {
        var services = context.Services;
        services.AddSingleton(new KnownSettings("Faulty", typeof(FaultyOptions)));
        services.AddOptions<FaultyOptions>()
            .Bind(context.Configuration.GetSection("Faulty"))
            .Validate(options => options.Fault != "validation", "Faulty:Fault: 'validation' is not allowed")
            .Validate(options => options.Level <= 10, "Faulty:Level: is more than 10")
            .ValidateOnStart();
        services.AddSingleton<IWebExtension, SurfaceEcho>();
        switch (context.Configuration["Faulty:Fault"])
        {
            case "configure":
                throw new InvalidOperationException("no such thing\nas a line of its own");
            case "service":
                services.AddSingleton<NeedsWhatIsNotThere>();
                break;
            case "unhealthy":
                services.AddHealthChecks().AddCheck("disk", () => HealthCheckResult.Unhealthy("/secret/path", new InvalidOperationException("/secret/path")));
                break;
            case "start":
                services.AddHostedService<FailsToStart>();
                break;
            case "background":
                services.AddHostedService<FailsLater>();
                break;
            case "stop":
                services.AddHostedService<NeverStops>();
                break;
        }
    }
}
