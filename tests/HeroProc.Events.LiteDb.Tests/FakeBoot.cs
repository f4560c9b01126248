namespace HeroProc.Events.LiteDb.Tests;

/// <summary>A machine that is started again when the test says so.</summary>
internal sealed class FakeBoot : IBootIdentity
{
    public string? Current { get; set; } = "boot-1";
}
