using Microsoft.AspNetCore.Routing;

namespace HeroProc.Extensibility.Web;

/// <summary>HTTP endpoints of an extension. Register it as a singleton of this type; the host asks once per surface, at start.</summary>
public interface IWebExtension
{
    /// <summary>Maps what the extension serves on this surface; nothing for a surface it does not know.</summary>
    void Map(IEndpointRouteBuilder endpoints, WebSurface surface);
}
