using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HeroProc.Acceptance.Tests.MainJob;

/// <summary>Sends webhooks as senders do, knowing nothing of the host's code.</summary>
internal static class Hook
{
    public const string Secret = "what only the forge and the host know";

    /// <summary>The lower-case hex HMAC-SHA256 of a body.</summary>
    public static string Sign(byte[] body, string secret = Secret) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>Posts a body. A header whose value is null is left out; <c>Content-Type</c> may be among them.</summary>
    public static async Task<HookAnswer> PostAsync(HttpClient client, string path, HttpContent content, params IReadOnlyList<(string Name, string? Value)> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
            {
                content.Headers.Remove(name);
            }

            if (value is not null && !request.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await client.SendAsync(request);
        return new HookAnswer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Posts a push as Forgejo does. A signature of null means the right one; empty sends an empty header.</summary>
    public static Task<HookAnswer> PushAsync(HttpClient client, string path, byte[] body, string delivery, string? signature = null) => PostAsync(
        client,
        path,
        new ByteArrayContent(body),
        ("X-Forgejo-Event", "push"),
        ("X-Forgejo-Event-Type", "push"),
        ("X-Forgejo-Delivery", delivery),
        ("X-Forgejo-Signature", signature ?? Sign(body)));
}

/// <summary>An answer of the webhook endpoint.</summary>
internal sealed record HookAnswer(int Status, string? ContentType, string Text)
{
    public JsonElement Body => JsonElement.Parse(Text);

    public string EventId => Body.GetProperty("event_id").GetString()!;

    public bool Duplicate => Body.GetProperty("duplicate").GetBoolean();
}
