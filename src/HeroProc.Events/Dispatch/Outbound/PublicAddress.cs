using System.Net;
using System.Net.Sockets;

namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>
/// Tells addresses of the public internet from those that lead back into a network of ours: this machine, private networks, link-local
/// ones with the metadata services of clouds, and every range set aside for something else (IANA special-purpose registries).
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] _special4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
    ];

    private static readonly IPNetwork _global6 = IPNetwork.Parse("2000::/3");

    // Translated to IPv4 on the way; what counts is the address inside.
    private static readonly IPNetwork _translated6 = IPNetwork.Parse("64:ff9b::/96");

    // Protocol assignments with Teredo, documentation, 6to4, documentation again.
    private static readonly IPNetwork[] _special6 =
        [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20")];

    /// <summary>Whether an address belongs to the public internet.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !Array.Exists(_special4, network => network.Contains(address));
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return Is(address.MapToIPv4());
        }

        return _translated6.Contains(address)
            ? Is(new IPAddress(address.GetAddressBytes().AsSpan(12)))
            : address.ScopeId == 0 && _global6.Contains(address) && !Array.Exists(_special6, network => network.Contains(address));
    }
}
