using HeroProc.Events.Hosting;
using HeroProc.Events.LiteDb;
using HeroProc.Events.Store;
using HeroProc.Extensibility.Loading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: ExtensionModule(typeof(LiteDbModule))]

namespace HeroProc.Events.LiteDb;

/// <summary>Registers the LiteDB index as the extension's store.</summary>
internal sealed class LiteDbModule : IHeroProcExtension
{
    /// <inheritdoc/>
    public void Configure(ExtensionContext context) =>
        context.Services.AddSingleton<IEventStore>(static provider =>
        {
            var folders = provider.GetRequiredService<EventFolders>();
            return new LiteDbEventStore(
                new LiteDbStoreOptions { Folder = folders.Root, BackupFolder = folders.Backup }, provider.GetRequiredService<ILogger<LiteDbEventStore>>());
        });
}
