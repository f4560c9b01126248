using HeroProc.Extensibility.Web;

namespace HeroProc.Host.Hosting;

/// <summary>Set on a connection by the listener that accepted it; nothing a client sends can change it.</summary>
internal sealed record SurfaceFeature(WebSurface Surface);
