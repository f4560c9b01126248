using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ForgejoBot;

const string Secret = "a-secret-only-the-forge-and-we-know";
var once = args.Contains("--once");
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};

// 1. A host, as an operator would start it, on folders of its own.
await using var host = await Host.StartAsync();
using var rpc = new RpcClient(host.RpcSocket);
Say.Stage("host", $"hero_proc is ready: {host.Url}, socket {host.RpcSocket}");

// 2. The bot's workflow is an action; the source says who may send; the trigger says which events start the workflow.
await rpc.CallAsync("action.set", new JsonObject
{
    ["name"] = "review-push",
    ["spec"] = new JsonObject { ["interpreter"] = "python3", ["script"] = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "bot.py")), ["timeout_ms"] = 60_000 },
});
var registered = await rpc.CallAsync("event.register", new JsonObject
{
    ["source"] = new JsonObject
    {
        ["id"] = "forge",
        ["source_type"] = "webhook",
        ["config"] = new JsonObject { ["provider"] = "forgejo", ["secrets"] = new JsonArray(Secret) },
    },
    ["trigger"] = new JsonObject
    {
        ["id"] = "review-main",
        ["event_source_id"] = "forge",
        ["filter"] = JsonNode.Parse("""{"type":["push"],"forge":{"branch":["main",{"prefix":"release/"}]}}"""),
        ["action"] = new JsonObject
        {
            ["kind"] = "workflow",
            ["workflow_id"] = "review-push",
            ["bot_id"] = "qa",
            ["inputs"] = JsonNode.Parse("""{"repo":"{{ forge.repo.full_name }}","branch":"{{ forge.branch }}","files":"{{ forge.changed_files }}"}"""),
        },
    },
});
var hook = new Uri(host.Url, (string)registered["webhook_url"]!);
Say.Stage("registered", $"source {registered["source_id"]}, trigger {registered["trigger_id"]}, webhook {hook}");

// 3. A push, signed and sent as Forgejo does it.
var body = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "push.json"));
var delivery = Guid.CreateVersion7().ToString();
var (status, answer) = await Forge.PushAsync(hook, body, Secret, delivery);
Say.Stage("webhook", $"signed push of {body.Length} bytes -> {status} {answer.ToJsonString()}");
var eventId = (string)answer["event_id"]!;
var (forgedStatus, forged) = await Forge.PushAsync(hook, body, "not the secret", Guid.CreateVersion7().ToString());
Say.Stage("webhook", $"the same with a wrong secret -> {forgedStatus} {forged["detail"]}");
var (_, repeated) = await Forge.PushAsync(hook, body, Secret, delivery);
Say.Stage("webhook", $"the first once more -> {repeated.ToJsonString()}");

// 4. The event on its way: matched, delivered, run.
var found = await rpc.WaitForAsync("event.get", new JsonObject { ["event_id"] = eventId }, static result => (bool)result["event"]!["routed"]!);
Say.Stage("matched", $"event {eventId} ({found["event"]!["type"]}) -> {found["event"]!["matched_triggers"]!.ToJsonString()}");
found = await rpc.WaitForAsync("event.get", new JsonObject { ["event_id"] = eventId }, static result => (string)result["deliveries"]![0]!["state"]! is "succeeded" or "dead");
var done = found["deliveries"]![0]!;
Say.Stage("delivery", $"{done["state"]} at attempt {done["attempt"]}, job {done["job_id"]}");
if ((string)done["state"]! != "succeeded")
{
    Console.Error.WriteLine($"The bot's workflow did not succeed: {done["reason"] ?? done["last_error"]}");
    return 1;
}

var logs = await rpc.CallAsync("job.logs", new JsonObject { ["job_id"] = (string)done["job_id"]! });
Say.Stage("job output", string.Join('\n', logs["lines"]!.AsArray().Select(static line => (string)line!["line"]!)));

// 5. What the log keeps: the payload byte for byte.
var kept = found["event"]!;
var same = Encoding.UTF8.GetBytes((string)kept["payload"]!).AsSpan().SequenceEqual(body);
Say.Stage("log record", new JsonObject
{
    ["id"] = (string)kept["id"]!,
    ["source_id"] = (string)kept["source_id"]!,
    ["type"] = (string)kept["type"]!,
    ["timestamp"] = (ulong)kept["timestamp"]!,
    ["matched_triggers"] = kept["matched_triggers"]!.DeepClone(),
    ["payload"] = string.Create(CultureInfo.InvariantCulture, $"{body.Length} bytes, {(same ? "byte for byte as sent" : "CHANGED")}"),
}.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
if (!same)
{
    return 1;
}

if (!once)
{
    Say.PlayOn(host, hook, Secret);
    await host.WaitAsync(interrupted.Token);
}

return 0;
