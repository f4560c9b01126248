using System.Net;

namespace HeroProc.Host.Hosting;

/// <summary>Reads <see cref="HostOptions.Url"/>.</summary>
internal static class ListenUrl
{
    /// <summary>Gives the address to listen on, or the reason why the text names none.</summary>
    public static IPEndPoint? TryParse(string? text, out string? fault)
    {
        fault = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            fault = uri?.Scheme == Uri.UriSchemeHttps
                ? "https is not served by the host; put a reverse proxy in front and write http://"
                : "is not an address such as http://127.0.0.1:7480";
            return null;
        }

        if (uri.PathAndQuery is not "/" || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
        {
            fault = "may hold only http://, an address and a port";
            return null;
        }

        if (uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return new IPEndPoint(IPAddress.Loopback, uri.Port);
        }

        if (IPAddress.TryParse(uri.DnsSafeHost, out var address))
        {
            return new IPEndPoint(address, uri.Port);
        }

        fault = "needs an IP address or localhost as its host; a name may resolve to an address that was not meant";
        return null;
    }
}
