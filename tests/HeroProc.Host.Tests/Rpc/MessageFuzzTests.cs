using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace HeroProc.Host.Tests.Rpc;

/// <summary>Mutated messages: each gets a well-formed answer or, being a notification, none; the connection stays.</summary>
[TestFixture]
internal sealed class MessageFuzzTests
{
    private const int Messages = 20_000;
    private const int OverHttp = 1_000;

    private static readonly string[] Seeds =
    [
        """{"jsonrpc":"2.0","id":1,"method":"test.bind","params":{"name":"x","count":3,"ratio":1.5,"colour":"green","ids":[1,2],"env":{"A":"b"},"policy":{"retry":{"max_attempts":2}},"action":{"kind":"job","run":"r"},"at":"2024-01-02T03:04:05Z"}}""",
        """{"jsonrpc":"2.0","id":"a","method":"test.echo","params":{"value":{"\u00e4":["\ud83d\ude00",null,true,-1e5]}}}""",
        """[{"jsonrpc":"2.0","id":1,"method":"test.nothing"},{"jsonrpc":"2.0","method":"test_nothing","params":[]},7]""",
        """{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}""",
        """{"jsonrpc":"2.0","id":2,"method":"rpc.discover"}""",
        """{"jsonrpc":"2.0","id":3,"method":"test.refuse","params":{"code":-32001}}""",
    ];

    private static readonly byte[][] Tokens =
        [.. new[] { "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "true", "1e999", "-", "0", "\"id\":", "\"method\":", "\uFEFF", "\0", "\r", "/**/", "params" }.Select(Encoding.UTF8.GetBytes), [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80]];

    [Test, CancelAfter(120_000)]
    public async Task EveryMessage_IsAnsweredWellOrIsANotification(CancellationToken cancellationToken)
    {
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var host = await RpcTestHost.StartAsync(modules: new TestRpc());
        using var client = host.Connect();
        using var http = host.Http();
        for (var count = 0; count < Messages; count++)
        {
            var message = Mutate(random);

            // The answers of the message, if any, come before or after that of the marker, never later than the next.
            var marker = $"m{count}";
            await client.SendAsync([.. message, (byte)'\n', .. Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":"{{marker}}","method":"test.nothing"}"""), (byte)'\n'], cancellationToken);
            while (true)
            {
                var line = await client.ReadLineAsync(cancellationToken);
                Assert.That(line, Is.Not.Null, () => $"closed by {Shown(message)}");
                var answer = JsonElement.Parse(line!);
                if (answer.ValueKind == JsonValueKind.Object && answer.GetProperty("id") is { ValueKind: JsonValueKind.String } id && id.GetString() == marker)
                {
                    break;
                }

                AssertWellFormed(answer, message);
            }

            if (count < OverHttp)
            {
                var content = new ByteArrayContent(message);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await http.PostAsync("/rpc", content, cancellationToken);
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                Assert.That((int)response.StatusCode, Is.EqualTo(body.Length == 0 ? 204 : 200), () => Shown(message));
                if (body.Length > 0)
                {
                    AssertWellFormed(JsonElement.Parse(body), message);
                }
            }
        }

        Assert.That(host.Log.Entries, Is.Empty);
    }

    private static byte[] Mutate(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]).ToList();
        for (var changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes.RemoveAt(at);
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, random.Next(bytes.Count - at)));
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        bytes.RemoveAll(static value => value == '\n');
        return [.. bytes];
    }

    private static void AssertWellFormed(JsonElement answer, byte[] message)
    {
        foreach (var single in answer.ValueKind == JsonValueKind.Array ? [.. answer.EnumerateArray()] : new[] { answer })
        {
            Assert.That(single.GetProperty("jsonrpc").GetString(), Is.EqualTo("2.0"), () => Shown(message));
            Assert.That(single.TryGetProperty("id", out _), Is.True, () => Shown(message));
            Assert.That(single.TryGetProperty("result", out _) ^ single.TryGetProperty("error", out _), Is.True, () => Shown(message));
            if (single.TryGetProperty("error", out var error))
            {
                Assert.That(error.GetProperty("code").GetInt32(), Is.Not.EqualTo(-32603), () => Shown(message));
                Assert.That(error.GetProperty("message").GetString(), Is.Not.Empty.And.Not.Contains("HeroProc").And.Not.Contains("System."), () => Shown(message));
            }
        }
    }

    private static string Shown(byte[] message) => Convert.ToHexString(message) + " = " + Encoding.Latin1.GetString(message);
}
