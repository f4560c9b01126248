using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ForgejoBot;

/// <summary>Sends as Forgejo does: the hook's event in headers, the body signed with HMAC-SHA256.</summary>
internal static class Forge
{
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Posts a push.</summary>
    public static async Task<(int Status, JsonNode Answer)> PushAsync(Uri hook, byte[] body, string secret, string deliveryId)
    {
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
        using var request = new HttpRequestMessage(HttpMethod.Post, hook) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var brand in (string[])["Forgejo", "Gitea", "Gogs"])
        {
            request.Headers.Add($"X-{brand}-Event", "push");
            request.Headers.Add($"X-{brand}-Event-Type", "push");
            request.Headers.Add($"X-{brand}-Delivery", deliveryId);
            request.Headers.Add($"X-{brand}-Signature", signature);
        }

        request.Headers.Add("X-GitHub-Event", "push");
        request.Headers.Add("X-GitHub-Delivery", deliveryId);
        request.Headers.Add("X-Hub-Signature-256", $"sha256={signature}");
        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
