using System.Net;

namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>The wait an HTTP answer asks for.</summary>
internal static class RetryAfter
{
    /// <summary>The wait, or null when none is asked for or the status gives it no meaning.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
        {
            return null;
        }

        return response.Headers.RetryAfter switch
        {
            { Delta: { } wait } => wait,
            { Date: { } at } when at > now => at - now,
            _ => null,
        };
    }
}
