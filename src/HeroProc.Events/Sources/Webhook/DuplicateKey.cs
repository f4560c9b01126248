using System.Security.Cryptography;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>Keys that tell a repetition.</summary>
internal static class DuplicateKey
{
    private const int MaxLength = 256;

    /// <summary>A key of what a sender gave: as it is, or its hash when it is too long or not printable. Null for nothing.</summary>
    public static string? Of(string? text) =>
        string.IsNullOrEmpty(text) ? null : EventText.IsClean(text, MaxLength) ? text : OfBytes(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A key of a body.</summary>
    public static string OfBytes(ReadOnlySpan<byte> body) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(body))}";

    /// <summary>The key of one of several events a request carried; they share the request's id.</summary>
    public static string? Part(string? key, int index, int count) => key is null || count == 1 ? key : $"{key}#{index}";
}
