using System.Text;

namespace HeroProc.Host.Tests.Rpc;

/// <summary>What a client must not send, and what it is told.</summary>
internal static class MalformedMessages
{
    private static readonly (string Name, string Message, int Code, string Id)[] Texts =
    [
        ("not JSON", "{nope}", -32700, "null"),
        ("lower-case word", "hello", -32700, "null"),
        ("cut off", """{"jsonrpc":"2.0","id":1,"method":"test.nothing" """, -32700, "null"),
        ("two values", """{"jsonrpc":"2.0","id":1,"method":"test.nothing"} {}""", -32700, "null"),
        ("comment", """{"jsonrpc":"2.0","id":1,/*x*/"method":"test.nothing"}""", -32700, "null"),
        ("trailing comma", """{"jsonrpc":"2.0","id":1,"method":"test.nothing",}""", -32700, "null"),
        ("lone surrogate in params", """{"jsonrpc":"2.0","id":1,"method":"test.echo","params":{"value":"\ud800x"}}""", -32700, "null"),
        ("swapped surrogates in a name", """{"jsonrpc":"2.0","id":1,"method":"test.nothing","params":{"\udc00\ud800":1}}""", -32700, "null"),
        ("root is a string", "\"x\"", -32600, "null"),
        ("root is a number", "  7", -32600, "null"),
        ("root is null", "null", -32600, "null"),
        ("empty object", "{}", -32600, "null"),
        ("no jsonrpc", """{"id":1,"method":"test.nothing"}""", -32600, "1"),
        ("jsonrpc 3.0", """{"jsonrpc":"3.0","id":1,"method":"test.nothing"}""", -32600, "1"),
        ("jsonrpc a number", """{"jsonrpc":2.0,"id":1,"method":"test.nothing"}""", -32600, "1"),
        ("no method", """{"jsonrpc":"2.0","id":"a"}""", -32600, "\"a\""),
        ("method a number", """{"jsonrpc":"2.0","method":1,"params":"bar"}""", -32600, "null"),
        ("params a string", """{"jsonrpc":"2.0","id":1,"method":"test.nothing","params":"x"}""", -32600, "1"),
        ("params a number", """{"jsonrpc":"2.0","id":1,"method":"test.nothing","params":1}""", -32600, "1"),
        ("params null", """{"jsonrpc":"2.0","id":1,"method":"test.nothing","params":null}""", -32600, "1"),
        ("id true", """{"jsonrpc":"2.0","id":true,"method":"test.nothing"}""", -32600, "null"),
        ("id an object", """{"jsonrpc":"2.0","id":{},"method":"test.nothing"}""", -32600, "null"),
        ("id a list", """{"jsonrpc":"2.0","id":[1],"method":"test.nothing"}""", -32600, "null"),
        ("two ids", """{"jsonrpc":"2.0","id":1,"id":2,"method":"test.nothing"}""", -32600, "null"),
        ("two methods", """{"jsonrpc":"2.0","id":1,"method":"test.nothing","method":"test.throw"}""", -32600, "1"),
        ("an answer nobody asked for", """{"jsonrpc":"2.0","id":1,"result":{}}""", -32600, "1"),
        ("empty batch", "[]", -32600, "null"),
        ("batch over the limit", "[" + string.Join(',', Enumerable.Repeat("1", 1_001)) + "]", -32600, "null"),
        ("id too long", $$"""{"jsonrpc":"2.0","id":"{{new string('i', 2_000)}}","method":"test.nothing"}""", -32600, "null"),
        ("nested too deep", $$$"""{"jsonrpc":"2.0","id":1,"method":"test.echo","params":{"value":{{{new string('[', 63)}}}{{{new string(']', 63)}}}}}""", -32600, "null"),
        ("nested far too deep", new string('[', 100_000) + new string(']', 100_000), -32600, "null"),
        ("unclosed and far too deep", new string('[', 100_000), -32700, "null"),
        ("unknown method", """{"jsonrpc":"2.0","id":1,"method":"test.nothin","params":{}}""", -32601, "1"),
        ("method in other case", """{"jsonrpc":"2.0","id":1,"method":"Test.Nothing","params":{}}""", -32601, "1"),
        ("empty method", """{"jsonrpc":"2.0","id":1,"method":""}""", -32601, "1"),
        ("very long method", $$"""{"jsonrpc":"2.0","id":1,"method":"{{new string('m', 100_000)}}"}""", -32601, "1"),
        ("cancellation as a call", """{"jsonrpc":"2.0","id":1,"method":"$/cancelRequest","params":{"id":1}}""", -32601, "1"),
        ("unknown field", """{"jsonrpc":"2.0","id":1,"method":"test.nothing","params":{"x":1}}""", -32602, "1"),
        ("two positional params", """{"jsonrpc":"2.0","id":1,"method":"test.nothing","params":[{},{}]}""", -32602, "1"),
        ("a positional string", """{"jsonrpc":"2.0","id":1,"method":"test.nothing","params":["x"]}""", -32602, "1"),
    ];

    public static IEnumerable<TestCaseData<byte[], int, string>> Cases
    {
        get
        {
            foreach (var (name, message, code, id) in Texts)
            {
                yield return new TestCaseData<byte[], int, string>(Encoding.UTF8.GetBytes(message), code, id) { TestName = "{m}: " + name };
            }

            byte[] invalid = [.. """{"jsonrpc":"2.0","id":1,"method":"test.echo","params":{"value":" """u8, 0xC3, 0x28, .. "\"}}"u8];
            yield return new TestCaseData<byte[], int, string>(invalid, -32700, "null") { TestName = "{m}: invalid UTF-8" };
            byte[] otherEncoding = Encoding.Unicode.GetBytes("{}");
            yield return new TestCaseData<byte[], int, string>(otherEncoding, -32700, "null") { TestName = "{m}: UTF-16" };
            yield return new TestCaseData<byte[], int, string>([0x01], -32700, "null") { TestName = "{m}: a control byte" };
        }
    }
}
