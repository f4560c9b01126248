namespace HeroProc.Events.Sources.Webhook;

/// <summary>What a request to a webhook comes to. A closed set.</summary>
internal abstract record WebhookOutcome
{
    private static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>();

    private WebhookOutcome()
    {
    }

    /// <summary>Nothing was taken; answer with a problem document.</summary>
    /// <param name="Status">400, 401, 403, 405, 413 or 415.</param>
    /// <param name="Title">What kind of fault, for the sender.</param>
    /// <param name="Detail">What was expected, for the sender; never a right value, never the sender's own bytes.</param>
    /// <param name="OperatorReason">Why, for the operator's log and counters.</param>
    public sealed record Rejected(int Status, string Title, string Detail, string OperatorReason) : WebhookOutcome
    {
        /// <summary>Headers of the answer.</summary>
        public IReadOnlyDictionary<string, string> Headers { get; init; } = NoHeaders;
    }

    /// <summary>A question of the protocol, answered; there is no event.</summary>
    /// <param name="Status">The status.</param>
    /// <param name="Headers">Headers of the answer.</param>
    /// <param name="Body">The body of the answer; empty for none.</param>
    public sealed record Handshake(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body) : WebhookOutcome;

    /// <summary>One or more events, to be kept all before the answer.</summary>
    /// <param name="Events">The events, in order; never empty.</param>
    public sealed record Received(IReadOnlyList<ReceivedEvent> Events) : WebhookOutcome;

    /// <summary>The body is not what the sender sends.</summary>
    public static Rejected BadRequest(string detail) => new(400, "Unreadable request", detail, detail);

    /// <summary>A content type that is not taken.</summary>
    /// <param name="expected">What is taken, such as <c>application/json</c>.</param>
    public static Rejected UnsupportedMediaType(string expected) =>
        new(415, "Unsupported content type", $"Expected {expected}, in UTF-8.", "a content type that is not taken");

    /// <summary>One event.</summary>
    public static Received One(ReceivedEvent received) => new([received]);
}
