using HeroProc.Host.Rpc;

namespace HeroProc.Host.Tests.Rpc;

[TestFixture]
internal sealed class RpcOptionsValidatorTests
{
    [Test]
    public void Defaults_AreRight() => Assert.That(new RpcOptionsValidator().Validate(null, new RpcOptions()).Succeeded, Is.True);

    [Test]
    public void EveryFault_IsNamed_AtOnce()
    {
        var wrong = new RpcOptions
        {
            MaxMessageBytes = 0,
            MaxNesting = 65,
            MaxBatch = 0,
            MaxConnections = 0,
            MaxCallsPerConnection = 0,
            MaxCalls = 0,
            RetryAfterMs = 0,
            MaxSendQueueBytes = -1,
            SendStallMs = 0,
            DrainMs = -1,
            FirstByteMs = 0,
        };

        var failures = new RpcOptionsValidator().Validate(null, wrong).Failures!.ToList();

        Assert.That(failures.Select(static failure => failure.Split(' ')[0]), Is.EquivalentTo(typeof(RpcOptions).GetProperties().Select(static property => "Rpc:" + property.Name)));
        Assert.That(failures[1], Is.EqualTo("Rpc:MaxNesting is 65; it must be from 8 to 64."));
    }
}
