using HeroProc.Acceptance.Tests.MainJob;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Extensions;

/// <summary>The sample, loaded by the real host from its own folder beside the default extension.</summary>
[TestFixture]
public sealed class GreetingExtensionTests
{
    private static HostSetup WithGreeting(string salutation) => new()
    {
        Settings = new Dictionary<string, string>
        {
            ["Host:Extensions:1"] = HostBinary.OutputOf("samples/GreetingExtension"),
            ["Greeting:Salutation"] = salutation,
        },
    };

    [Test, CancelAfter(60_000)]
    public async Task Method_AnswersOnBothTransports_WithTheSetting()
    {
        await using var host = await HostProcess.StartAsync(WithGreeting("Moin"));
        await using var line = await host.ConnectAsync();

        var overHttp = await host.CallAsync("greeting.hello", new { name = "Ada" });
        var overLines = await line.CallAsync("greeting_hello", new { name = "Grace" });

        Assert.That(overHttp.GetProperty("result").GetRawText(), Is.EqualTo("""{"text":"Moin, Ada!"}"""));
        Assert.That(overLines.GetProperty("result").GetRawText(), Is.EqualTo("""{"text":"Moin, Grace!"}"""));
    }

    [Test, CancelAfter(60_000)]
    public async Task Method_IsDescribedByDiscovery()
    {
        await using var host = await HostProcess.StartAsync(WithGreeting("Moin"));

        var document = (await host.CallAsync("rpc.discover")).GetProperty("result");

        var names = document.GetProperty("methods").EnumerateArray().Select(method => method.GetProperty("name").GetString());
        Assert.That(names, Does.Contain("greeting.hello").And.Contain("system.ping"));
    }

    [Test, CancelAfter(120_000)]
    public async Task SourceType_IsCheckedAndRunByTheExtension_AndItsEventsRunAJob()
    {
        await using var host = await HostProcess.StartAsync(WithGreeting("Moin"));
        await host.SetShowingActionAsync();
        var refused = await host.ErrorAsync("event.register", new { source = new { id = "clock", source_type = "greeting.clock", config = new { interval_ms = 0, every = 1 } } });
        Assert.That(
            refused.GetProperty("data").GetProperty("errors").EnumerateArray().Select(static one => one.GetProperty("path").GetString()),
            Is.EqualTo(new[] { "source.config.interval_ms", "source.config.every" }));

        await host.ResultAsync("event.register", new
        {
            source = new { id = "clock", source_type = "greeting.clock", config = new { interval_ms = 100 } },
            trigger = new
            {
                id = "clock",
                event_source_id = "clock",
                filter = new { type = new[] { "greeting.tick" }, data = new { number = new[] { 2 } } },
                action = new { kind = "job", action = "show", inputs = new { text = "{{ data.text }}" } },
            },
        });
        await Eventually.IsAsync(() => host.ResultAsync("delivery.list", new { trigger_id = "clock", state = "succeeded" }), static page => page.GetProperty("deliveries").GetArrayLength() == 1);
        var job = (await host.JobsOfAsync("show")).Single().GetProperty("id").GetString()!;
        Assert.That(await host.OutputOfAsync(job), Does.Contain("""inputs {"text":"Moin!"}"""));

        await host.ResultAsync("source.delete", new { source_id = "clock" });
        var before = await host.EventIdsAsync();
        Assert.That(before, Has.Length.GreaterThanOrEqualTo(2));
        var marker = await host.EmitAsync("manual");
        Assert.That(await host.EventIdsAsync(), Is.EqualTo((string[])[marker, .. before]), "a source that is gone emits nothing more");
    }

    [Test, CancelAfter(60_000)]
    public async Task Start_IsRefused_WhenTheSettingIsBadOrMisspelt()
    {
        var bad = await HostProcess.RunToEndAsync(WithGreeting(""));
        var misspelt = await HostProcess.RunToEndAsync(WithGreeting("Moin") with { Arguments = ["--Greeting:Salutaton=x"] });

        Assert.That(bad.Errors, Is.EqualTo(new[] { "Greeting:Salutation: must have 1 to 40 characters" }));
        Assert.That(misspelt.Errors, Is.EqualTo(new[] { "Greeting:Salutaton: unknown setting; did you mean Greeting:Salutation?" }));
        Assert.That((bad.Code, misspelt.Code), Is.EqualTo((1, 1)));
    }
}
