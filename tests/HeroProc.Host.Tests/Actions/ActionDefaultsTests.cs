using System.Text.Json;
using HeroProc.Host.Actions;

namespace HeroProc.Host.Tests.Actions;

internal sealed class ActionDefaultsTests
{
    [Test]
    public void Policies_KeepTheirDefaults_WhenFieldsAreLeftOut()
    {
        var set = JsonSerializer.Deserialize("""{"name":"a","spec":{"interpreter":"bash","script":"x","retry_policy":{"max_attempts":3},"schedule_policy":{"cron":"@hourly"}}}""", ActionJson.Default.ActionSetParams)!;
        Assert.That(set.Spec.RetryPolicy, Is.EqualTo(new HeroProc.Extensibility.Jobs.RetryPolicy { MaxAttempts = 3 }));
        Assert.That(set.Spec.SchedulePolicy, Is.EqualTo(new HeroProc.Extensibility.Schedules.SchedulePolicy { Cron = "@hourly" }));
        Assert.That(JsonSerializer.Deserialize("{}", ActionJson.Default.ActionListParams)!.Limit, Is.EqualTo(50));
    }
}
