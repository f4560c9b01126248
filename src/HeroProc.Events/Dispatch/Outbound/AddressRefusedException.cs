namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>Carries the refusal of an address through the HTTP client, which knows no other way out of its connect callback.</summary>
internal sealed class AddressRefusedException(string host)
    : IOException($"'{host}' leads into a private network. Only public addresses are called unless the setting HeroProc.Events:Notify:AllowPrivateNetworks is true.");
