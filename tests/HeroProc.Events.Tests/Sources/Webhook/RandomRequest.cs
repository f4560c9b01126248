using System.Text;

namespace HeroProc.Events.Tests.Sources.Webhook;

/// <summary>Requests put together at random from what senders look at, whole and damaged.</summary>
internal static class RandomRequest
{
    private static readonly string[] Names =
    [
        "X-Forgejo-Event-Type", "X-Gitea-Event", "X-Gogs-Event", "X-GitHub-Event", "X-Gitlab-Event", "X-Event-Key", "webhook-id", "webhook-signature",
        "Idempotency-Key", "X-Request-UUID", "Stripe-Signature", "X-Slack-Signature", "ce-id", "ce-source", "ce-type", "ce-specversion", "ce-time",
        "ce-subject", "Content-Type", "Authorization", "traceparent", "WebHook-Request-Origin", "WebHook-Request-Rate",
    ];

    private static readonly string[] Values =
    [
        "push", "pull_request", "issues", "issue_comment", "Push Hook", "Note Hook", "repo:push", "pr:opened", "create", "release", "1.0", "2024-01-01T00:00:00Z", "",
        "%", "%20", "\"", "\"a\\", "\u0001", "é", "application/json", "application/cloudevents+json", "application/cloudevents-batch+json",
        "application/x-www-form-urlencoded", "text/plain", "v1,AAAA", "t=1,v1=00", "Bearer x", "*", "99999999999999999999", new string('a', 2000),
    ];

    private static readonly string[] Members =
    [
        "type", "action", "ref", "ref_type", "before", "after", "commits", "repository", "pull_request", "issue", "object_attributes", "object_kind", "changes",
        "labels", "number", "id", "source", "specversion", "data", "data_base64", "time", "event", "challenge", "created", "push", "pages", "release", "added",
    ];

    public static Hook Next(Random random)
    {
        var text = new StringBuilder();
        Value(random, text, 0);
        var body = Encoding.UTF8.GetBytes(text.ToString());
        if (random.Next(4) == 0 && body.Length > 0)
        {
            body[random.Next(body.Length)] = (byte)random.Next(256);
        }

        var hook = Hook.With(random.Next(8) == 0 ? [.. "payload="u8, .. Encoding.UTF8.GetBytes(Uri.EscapeDataString(text.ToString()))] : body);
        hook.Method = random.Next(10) switch { 0 => "GET", 1 => "OPTIONS", _ => "POST" };
        hook.Query = random.Next(3) == 0 ? "payload=" + Uri.EscapeDataString(text.ToString()) : "a=%";
        var count = random.Next(10);
        for (var i = 0; i < count; i++)
        {
            hook.Header(Names[random.Next(Names.Length)], Values[random.Next(Values.Length)]);
        }

        // Now and then what a sender cannot do without, so that reading gets further than its first line.
        if (random.Next(2) == 0)
        {
            foreach (var name in new[] { "X-Forgejo-Event-Type", "X-Gitea-Event-Type", "X-Gogs-Event", "X-GitHub-Event", "X-Gitlab-Event", "X-Event-Key" })
            {
                hook.Replace(name, Values[random.Next(10)]);
            }

            hook.Replace("ce-id", "1").Replace("ce-source", "/s").Replace("ce-type", "t").Replace("ce-specversion", "1.0");
        }

        if (random.Next(2) == 0)
        {
            foreach (var family in new[] { "X-Forgejo-Event", "X-Gitea-Event", "X-Gogs-Event" })
            {
                hook.Replace(family, null);
            }
        }

        return hook;
    }

    private static void Value(Random random, StringBuilder text, int depth)
    {
        switch (depth == 0 ? random.Next(5) == 0 ? random.Next(9) : 0 : random.Next(depth > 4 ? 7 : 9))
        {
            case 0 when depth <= 4:
            case 7:
                text.Append('{');
                var members = random.Next(6);
                for (var i = 0; i < members; i++)
                {
                    text.Append(i == 0 ? "" : ",").Append('"').Append(Members[random.Next(Members.Length)]).Append("\":");
                    Value(random, text, depth + 1);
                }

                text.Append('}');
                break;
            case 8:
                text.Append('[');
                var items = random.Next(4);
                for (var i = 0; i < items; i++)
                {
                    text.Append(i == 0 ? "" : ",");
                    Value(random, text, depth + 1);
                }

                text.Append(']');
                break;
            case 1:
                text.Append(random.Next(3) switch { 0 => "1e400", 1 => "-7", _ => "12345678901234567890" });
                break;
            case 2:
                text.Append("null");
                break;
            case 3:
                text.Append("true");
                break;
            default:
                text.Append(random.Next(6) switch
                {
                    0 => "\"tag\"",
                    1 => "\"refs/heads/main\"",
                    2 => "\"000000\"",
                    3 => "\"url_verification\"",
                    4 => "\"\\ud83d\\ude00\"",
                    _ => "\"\\u0000\"",
                });
                break;
        }
    }
}
