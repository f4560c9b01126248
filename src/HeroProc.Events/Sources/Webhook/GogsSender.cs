namespace HeroProc.Events.Sources.Webhook;

/// <summary>Gogs: <c>X-Gogs-*</c>, without a fine event type.</summary>
internal sealed class GogsSender() : GiteaFamilySender("gogs", "Gogs");
