using System.Text.Json;
using HeroProc.Host.Jobs.Records;

namespace HeroProc.Host.Actions;

/// <summary>JSON may write half a character (a lone <c>\\ud800</c>), which no text can hold and no record can keep.</summary>
internal static class JsonWhole
{
    /// <summary>What is said of one that does.</summary>
    public const string Fault = "holds text that is not valid Unicode";

    /// <summary>True when every text of the value can be read.</summary>
    public static bool IsWhole(JsonElement value)
    {
        try
        {
            JsonSerializer.Serialize(Stream.Null, value, LedgerJson.Default.JsonElement);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
