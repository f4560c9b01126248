namespace HeroProc.Events.Sources.Webhook;

/// <summary>Gitea: <c>X-Gitea-*</c>.</summary>
internal sealed class GiteaSender() : GiteaFamilySender("gitea", "Gitea", "Gogs");
