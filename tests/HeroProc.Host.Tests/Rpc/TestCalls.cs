using System.Text.Json;

namespace HeroProc.Host.Tests.Rpc;

/// <summary>Calls to <see cref="TestRpc"/> as text.</summary>
internal static class TestCalls
{
    public const string Nothing = """{"jsonrpc":"2.0","id":"after","method":"test.nothing"}""";

    public static int Code(JsonElement answer) => answer.GetProperty("error").GetProperty("code").GetInt32();

    public static string Echo(int id) => Fill("""{"jsonrpc":"2.0","id":ID,"method":"test.echo","params":{"value":VALUE}}""", id, $"{id}");

    public static string Large(int id, int size) => Fill("""{"jsonrpc":"2.0","id":ID,"method":"test.large","params":{"size":VALUE}}""", id, $"{size}");

    public static string Wait(int id, string key) => Fill("""{"jsonrpc":"2.0","id":ID,"method":"test.wait","params":{"key":"VALUE"}}""", id, key);

    private static string Fill(string text, int id, string value) => text.Replace("ID", $"{id}", StringComparison.Ordinal).Replace("VALUE", value, StringComparison.Ordinal);
}
