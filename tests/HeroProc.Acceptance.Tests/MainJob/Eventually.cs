using System.Text.Json;

namespace HeroProc.Acceptance.Tests.MainJob;

/// <summary>The one place where a test asks again until something has come to be.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan _pace = TimeSpan.FromMilliseconds(25);

    /// <summary>The first answer that is as wanted. Fails with the last one after the limit.</summary>
    public static async Task<JsonElement> IsAsync(Func<Task<JsonElement>> ask, Func<JsonElement, bool> wanted)
    {
        using var limit = new CancellationTokenSource(_limit);
        using var pace = new PeriodicTimer(_pace);
        while (true)
        {
            var answer = await ask();
            if (wanted(answer))
            {
                return answer;
            }

            try
            {
                await pace.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new AssertionException($"It did not come to be within {_limit}; the last answer was {answer.GetRawText()}");
            }
        }
    }
}
