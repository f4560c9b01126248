using HeroProc.Events.Sources.Webhook;
using HeroProc.Events.Verification;
using Microsoft.AspNetCore.Http;

namespace HeroProc.Events.Web.Hooks;

/// <summary>An ASP.NET request as the receiver knows requests.</summary>
internal static class HookRequest
{
    public static WebhookRequest Of(HttpContext context, ReadOnlyMemory<byte> body) => new()
    {
        Method = context.Request.Method.ToUpperInvariant(),
        Query = context.Request.QueryString.Value is { Length: > 0 } query ? query[1..] : "",
        Headers = new RequestHeaders(
            from header in context.Request.Headers
            from value in header.Value
            select new KeyValuePair<string, string>(header.Key, value ?? "")),
        Body = body,
        RemoteAddress = context.Connection.RemoteIpAddress,
    };
}
