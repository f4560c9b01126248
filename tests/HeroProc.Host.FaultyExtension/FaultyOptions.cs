namespace HeroProc.Host.FaultyExtension;

internal sealed class FaultyOptions
{
    public string? Fault { get; set; }

    public int Level { get; set; }
}
