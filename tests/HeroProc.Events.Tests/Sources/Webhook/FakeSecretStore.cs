using HeroProc.Extensibility.Secrets;

namespace HeroProc.Events.Tests.Sources.Webhook;

/// <summary>Secrets in a dictionary.</summary>
internal sealed class FakeSecretStore : ISecretStore
{
    public Dictionary<string, string> Secrets { get; } = [];

    public string? Find(string name) => Secrets.GetValueOrDefault(name);
}
