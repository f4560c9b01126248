using System.Text;
using System.Text.Json;
using HeroProc.Events.Matching;

namespace HeroProc.Bench.Matching;

/// <summary>The questions of the matching stage, answered roughly and at once. One thread; each number is the best of five rounds, in time of one processor.</summary>
internal static class MatchingRates
{
    private const int Rounds = 5;
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(200);

    public static void Print(TextWriter output, TimeProvider time)
    {
        var bytes = Enumerable.Range(0, 2_000).Select(MatchingInputs.Event).ToArray();
        var views = Array.ConvertAll(bytes, text => MatchingInputs.View(JsonElement.Parse(text)));
        output.WriteLine($"events of {bytes.Average(text => text.Length):F0} bytes, one thread");

        var mixed = MatchingInputs.Index(MatchingInputs.Mixed());
        Rate(output, "35 mixed patterns, event parsed before", views.Length, () => All(mixed, views));
        Rate(output, "35 mixed patterns, parsing included", bytes.Length, () => ParseAll(mixed, bytes));

        foreach (var count in new[] { 100, 10_000, 100_000 })
        {
            var index = Added(output, time, count);
            Rate(output, $"{count} triggers that do not match", views.Length, () => All(index, views));
        }
        var unanchored = MatchingInputs.Index(Enumerable.Range(0, 10_000).Select(MatchingInputs.Unanchored));
        var few = views[..20];
        Rate(output, "10000 triggers no lookup helps with", few.Length, () => All(unanchored, few));

        var large = MatchingInputs.View(JsonElement.Parse(Large()));
        Rate(output, "one event of 256 KB, 35 mixed patterns", 1, () => mixed.Match(large).Count);
    }

    /// <summary>An event of 256 KB: a push of very many commits.</summary>
    public static byte[] Large()
    {
        var commit = """{"id":"bffeb74224043ba2feb48d137756c8a9331c449a","message":"Fix it","author":{"name":"Bob","email":"b@example.org"},"added":["a","b"],"modified":[]},""";
        var commits = string.Concat(Enumerable.Repeat(commit, 256 * 1024 / commit.Length)).TrimEnd(',');
        return Encoding.UTF8.GetBytes($$"""{"ref":"refs/heads/main","commits":[{{commits}}]}""");
    }

    private static TriggerIndex Added(TextWriter output, TimeProvider time, int count)
    {
        var patterns = Enumerable.Range(0, count).Select(MatchingInputs.Rare).ToArray();
        var start = time.GetTimestamp();
        var index = MatchingInputs.Index(patterns);
        output.WriteLine($"{"adding " + count,-45} {time.GetElapsedTime(start).TotalMicroseconds / count,10:F2} us each");
        return index;
    }

    private static int All(TriggerIndex index, EventView[] views)
    {
        var matched = 0;
        foreach (var view in views)
            matched += index.Match(view).Count;
        return matched;
    }

    private static int ParseAll(TriggerIndex index, byte[][] events)
    {
        var matched = 0;
        foreach (var text in events)
        {
            using var document = JsonDocument.Parse(text);
            matched += index.Match(MatchingInputs.View(document.RootElement)).Count;
        }
        return matched;
    }

    // By processor time, so that a busy machine does not change the answer: what one core does.
    private static void Rate(TextWriter output, string name, int events, Func<int> run)
    {
        var matched = run();
        var best = TimeSpan.MaxValue;
        // The first rounds are the compiler's.
        for (var round = -2; round < Rounds; round++)
        {
            var runs = 0;
            var start = Environment.CpuUsage.TotalTime;
            var elapsed = TimeSpan.Zero;
            for (; elapsed < RoundTime; elapsed = Environment.CpuUsage.TotalTime - start)
            {
                run();
                runs++;
            }
            best = elapsed / runs < best ? elapsed / runs : best;
        }
        output.WriteLine($"{name,-42} {events / best.TotalSeconds,9:F0} events/s {best.TotalMicroseconds / events,9:F2} us each {(double)matched / events,6:F2} matches each");
    }
}
