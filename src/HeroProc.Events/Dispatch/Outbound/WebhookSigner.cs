using System.Globalization;
using System.Text;
using HeroProc.Events.Verification;

namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>Signs outgoing Standard Webhooks (1.0.0, <c>v1</c>: HMAC-SHA256).</summary>
internal static class WebhookSigner
{
    /// <summary>The value of <c>webhook-signature</c>, or null when the secret is not <c>whsec_</c> and base64.</summary>
    /// <param name="secret">The secret as configured.</param>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="unixSeconds">The value of <c>webhook-timestamp</c>.</param>
    /// <param name="body">The body, byte for byte as it is sent.</param>
    public static string? Sign(string secret, string id, long unixSeconds, ReadOnlyMemory<byte> body)
    {
        if (StandardWebhooksScheme.MacKey(secret) is not { } key)
        {
            return null;
        }

        ReadOnlyMemory<byte> head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{unixSeconds}."));
        return "v1," + Convert.ToBase64String(MacAlgorithm.Sha256.Compute(key, head, body));
    }
}
