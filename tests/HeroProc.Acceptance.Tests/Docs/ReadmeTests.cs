using System.Text.Json;
using System.Text.RegularExpressions;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Docs;

/// <summary>What the README shows is sent to a real host, word for word.</summary>
internal sealed partial class ReadmeTests
{
    [Test]
    [CancelAfter(120_000)]
    public async Task EveryRequestOfTheReadme_IsAnsweredWithAResult_WhenSentAsItStands(CancellationToken cancellationToken)
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(HostBinary.RepositoryRoot, "README.md"), cancellationToken);
        var requests = Requests().Matches(readme).Select(static match => match.Groups[1].Value).ToList();
        Assert.That(requests, Has.Count.EqualTo(5));

        await using var host = await HostProcess.StartAsync();
        foreach (var text in requests)
        {
            using var request = JsonDocument.Parse(text);
            var method = request.RootElement.GetProperty("method").GetString()!;
            var answer = await host.CallAsync(method, request.RootElement.GetProperty("params"));
            Assert.That(answer.TryGetProperty("result", out _), Is.True, $"{method}: {answer}");
        }
    }

    [GeneratedRegex("^```json\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Requests();
}
