using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HeroProc.Events.Matching;

/// <summary>A block of IPv4 or IPv6 addresses. The two families are apart: <c>::ffff:10.0.0.1</c> is not inside <c>10.0.0.0/8</c>.</summary>
internal sealed class CidrBlock
{
    private const int LongestAddress = 45;

    private readonly byte[] _network;
    private readonly int _bits;

    private CidrBlock(byte[] network, int bits) => (_network, _bits) = (network, bits);

    /// <summary>Reads <c>address/bits</c>; bits of the address past the mask are ignored.</summary>
    /// <returns>Null when the text is no block.</returns>
    public static CidrBlock? TryParse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !TryAddress(text[..slash], out var network))
            return null;
        // A plain number: no sign, no space.
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) || bits > network.Length * 8)
            return null;
        for (var bit = bits; bit < network.Length * 8; bit++)
            network[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new CidrBlock(network, bits);
    }

    /// <summary>Whether the text is an address inside the block; false for anything that is no address.</summary>
    public bool Contains(string text)
    {
        if (!TryAddress(text, out var address) || address.Length != _network.Length)
            return false;
        var whole = _bits / 8;
        if (!address.AsSpan(0, whole).SequenceEqual(_network.AsSpan(0, whole)))
            return false;
        var rest = _bits % 8;
        return rest == 0 || (address[whole] & (byte)(0xff << (8 - rest))) == _network[whole];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{new IPAddress(_network)}/{_bits}";

    // The framework's parser also takes "1", "0x7f.1", "010.0.0.1" (octal), "[::1]" and "fe80::1%eth0": none of them is an address on paper.
    private static bool TryAddress(string text, out byte[] bytes)
    {
        bytes = [];
        if (text.Length > LongestAddress || text.AsSpan().ContainsAny('[', '%', '/') || !IPAddress.TryParse(text, out var address))
            return false;
        if (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text)
            return false;
        bytes = address.GetAddressBytes();
        return true;
    }
}
