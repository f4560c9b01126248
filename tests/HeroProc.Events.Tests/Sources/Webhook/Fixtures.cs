using System.Text.Json;

namespace HeroProc.Events.Tests.Sources.Webhook;

/// <summary>Real bodies of forges, where a folder of them is at hand; they are not part of the project.</summary>
internal static class Fixtures
{
    private const string Variable = "HEROPROC_PAYLOADS";

    /// <summary>Every body of one forge, or one case that is skipped with the reason.</summary>
    public static IEnumerable<TestCaseData> Of(string forge)
    {
        if (Folder is not { } folder)
        {
            return [new TestCaseData("").SetName($"Bodies of {forge}").Ignore($"{Variable} does not name the folder of real bodies.")];
        }

        return Directory.GetFiles(Path.Combine(folder, forge), "*.json")
            .Where(file => !file.EndsWith(".golden.json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => new TestCaseData($"{forge}/{Path.GetFileName(file)}"));
    }

    public static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Folder!, file));

    /// <summary>The other project's normal form of a body, or null.</summary>
    public static JsonElement? Golden(string file)
    {
        var path = Path.Combine(Folder!, Path.ChangeExtension(file, ".golden.json"));
        return File.Exists(path) ? JsonElement.Parse(File.ReadAllBytes(path)) : null;
    }

    /// <summary>The known signatures, or the test is skipped.</summary>
    public static JsonElement Vectors()
    {
        if (Folder is not { } folder)
        {
            Assert.Ignore($"{Variable} does not name the folder of known signatures.");
            return default;
        }

        return JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder, "vectors.json")));
    }

    private static string? Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;
}
