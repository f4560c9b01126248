namespace HeroProc.Events.LiteDb;

/// <summary>The kernel's boot id. Other systems have no like of it.</summary>
internal sealed class LinuxBootIdentity : IBootIdentity
{
    private const string Path = "/proc/sys/kernel/random/boot_id";

    /// <inheritdoc/>
    public string? Current { get; } = OperatingSystem.IsLinux() && File.Exists(Path) ? File.ReadAllText(Path).Trim() : null;
}
