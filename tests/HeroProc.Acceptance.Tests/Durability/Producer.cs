using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Durability;

/// <summary>
/// Sends events one after the other, some for every life of the host. What was not answered is sent again if something tells
/// the repetition, as a forge does; some that were answered are sent again too.
/// </summary>
internal sealed class Producer(int number, int seed, Lives lives, Promises promises)
{
    /// <summary>The webhook's secret.</summary>
    public const string Secret = "kill-test-secret";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly Random _random = new(seed);
    private readonly List<Offer> _answered = [];
    private Offer? _open;
    private int _sent;

    /// <summary>Sends until cancelled.</summary>
    /// <param name="perLife">Offers in one life; the jobs they become must not outgrow the machine.</param>
    /// <param name="stop">Ends the sending between two offers.</param>
    public async Task RunAsync(int perLife, CancellationToken stop)
    {
        var last = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var life = await lives.PresentAsync(stop);
                if (life == last)
                {
                    await ClosedAsync(stop);
                    continue;
                }

                last = life;
                await (number % 2 == 0 ? EmitAsync(perLife, stop) : PostAsync(perLife, stop));
            }
            catch (Exception exception) when (exception is IOException or SocketException or HttpRequestException or ObjectDisposedException)
            {
                // The host was killed. The next life answers.
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    // One life is used up: wait for its end on a connection of its own.
    private async Task ClosedAsync(CancellationToken stop)
    {
        await using var client = await RpcLineClient.ConnectAsync(lives.Folder.RpcSocket, _limit);
        await client.Closed.WaitAsync(stop);
    }

    private async Task EmitAsync(int count, CancellationToken stop)
    {
        await using var client = await RpcLineClient.ConnectAsync(lives.Folder.RpcSocket, _limit);
        for (var i = 0; i < count && !stop.IsCancellationRequested; i++)
        {
            var offer = Next(keyed: number % 4 == 0);
            var answer = offer.Key is null
                ? await client.CallAsync("event.emit", new { type = "work", data = offer.Data })
                : await client.CallAsync("event.emit", new { type = "work", data = offer.Data, id = offer.Key });
            Settle(offer, answer.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"event.emit was refused: {answer}"));
        }
    }

    private async Task PostAsync(int count, CancellationToken stop)
    {
        using var client = UnixHttp.Client(lives.Folder.WebHooksSocket, _limit);
        for (var i = 0; i < count && !stop.IsCancellationRequested; i++)
        {
            var offer = Next(keyed: true);
            var body = JsonSerializer.SerializeToUtf8Bytes(offer.Data);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/hook") { Content = new ByteArrayContent(body) };
            request.Content.Headers.Add("Content-Type", "application/json");
            request.Headers.Add("X-GitHub-Event", "work");
            request.Headers.Add("X-GitHub-Delivery", offer.Key);
            request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), body)));
            using var answer = await client.SendAsync(request, stop);
            var text = await answer.Content.ReadAsStringAsync(stop);
            Settle(offer, (int)answer.StatusCode == 202 ? JsonElement.Parse(text) : throw new InvalidOperationException($"The webhook was answered {(int)answer.StatusCode}: {text}"));
        }
    }

    private Offer Next(bool keyed)
    {
        if (keyed && _open is { } open)
        {
            return open;
        }

        if (keyed && _answered.Count > 0 && _random.Next(8) == 0)
        {
            return _answered[_random.Next(_answered.Count)];
        }

        var name = $"p{number}-{++_sent}";
        return _open = new Offer(keyed ? name : null, new Work(name, _random.Next(6) == 0));
    }

    private void Settle(Offer offer, JsonElement answer)
    {
        promises.Note(offer.Key, offer.Data.Run, answer);
        lives.Acknowledge();
        if (ReferenceEquals(offer, _open))
        {
            _open = null;
            _answered.Add(offer);
        }
    }

    private sealed record Offer(string? Key, Work Data);

    private sealed record Work(
        [property: System.Text.Json.Serialization.JsonPropertyName("name")] string Name,
        [property: System.Text.Json.Serialization.JsonPropertyName("run")] bool Run);
}
