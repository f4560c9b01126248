using HeroProc.Host.Jobs;

namespace HeroProc.Host.Tests.Jobs;

internal sealed class JobsOptionsValidatorTests
{
    [Test]
    public void Validate_TakesTheDefaults() => Assert.That(new JobsOptionsValidator().Validate(null, new JobsOptions()).Succeeded, Is.True);

    [Test]
    public void Validate_TellsAllFaultsAtOnce_ByTheNameOfTheSetting()
    {
        var options = new JobsOptions { MaxParallel = -1, LogBytes = 1, Retention = TimeSpan.FromDays(1), TableLimit = 5 };
        var failures = new JobsOptionsValidator().Validate(null, options).Failures!.ToArray();
        Assert.That(failures.Select(failure => failure.Split(": ")[0]), Is.EqualTo((string[])["Jobs:MaxParallel", "Jobs:LogBytes", "Jobs:Retention", "Jobs:TableLimit"]));
        Assert.That(failures[0], Does.Contain("'-1'").And.Contain("0 and 1024"));
    }
}
