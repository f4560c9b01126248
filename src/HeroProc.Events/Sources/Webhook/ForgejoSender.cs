namespace HeroProc.Events.Sources.Webhook;

/// <summary>Forgejo: <c>X-Forgejo-*</c>; versions before it had headers of its own send Gitea's.</summary>
internal sealed class ForgejoSender() : GiteaFamilySender("forgejo", "Forgejo", "Gitea", "Gogs");
