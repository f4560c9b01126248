using System.Globalization;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>
/// The question a CloudEvents sender asks before it delivers (<c>OPTIONS</c>): may this origin send here, and how fast.
/// Consent is given in the answer; the callback some senders name is never called, since it would make this host fetch a
/// URL of a stranger's choice.
/// </summary>
internal static class CloudEventsConsent
{
    private const string OriginHeader = "WebHook-Request-Origin";
    private const string RateHeader = "WebHook-Request-Rate";
    private const int MaxOrigin = 253;

    /// <summary>Answers the question. Deliveries still have to prove themselves.</summary>
    public static WebhookOutcome Answer(WebhookRequest request)
    {
        if (request.Headers.Single(OriginHeader) is not { Length: <= MaxOrigin } origin || !origin.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or ':' or '[' or ']' or '_'))
        {
            return WebhookOutcome.BadRequest($"Expected the name of the asking system in header {OriginHeader}.");
        }

        var headers = new Dictionary<string, string>
        {
            ["Allow"] = "POST",
            ["WebHook-Allowed-Origin"] = origin,
        };
        if (request.Headers.Values(RateHeader).Count > 0)
        {
            if (request.Headers.Single(RateHeader) is not { } text
                || (text != "*" && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate > 0)))
            {
                return WebhookOutcome.BadRequest($"Expected a number of requests a minute, or *, in header {RateHeader}.");
            }

            headers["WebHook-Allowed-Rate"] = text;
        }

        return new WebhookOutcome.Handshake(200, headers, default);
    }
}
