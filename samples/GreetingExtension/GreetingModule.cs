using HeroProc.Events.Sources;
using HeroProc.Extensibility.Loading;
using HeroProc.Extensibility.Rpc;
using Microsoft.Extensions.DependencyInjection;

[assembly: ExtensionModule(typeof(GreetingExtension.GreetingModule))]

namespace GreetingExtension;

/// <summary>Where the host enters: it registers, and does no work yet.</summary>
internal sealed class GreetingModule : IHeroProcExtension
{
    public void Configure(ExtensionContext context)
    {
        // The host refuses keys nobody knows, so an extension says which ones are its own.
        context.Services.AddSingleton(new KnownSettings("Greeting", typeof(GreetingOptions)));
        context.Services.AddOptions<GreetingOptions>()
            .Bind(context.Configuration.GetSection("Greeting"))
            .Validate(options => options.Salutation.Length is > 0 and <= 40, "Greeting:Salutation: must have 1 to 40 characters")
            .ValidateOnStart();
        context.Services.AddSingleton<IRpcModule, GreetingRpc>();
        context.Services.AddSingleton<IEventSourceType, ClockSourceType>();
    }
}
