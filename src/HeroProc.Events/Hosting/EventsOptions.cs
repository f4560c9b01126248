using HeroProc.Events.Dispatch;
using HeroProc.Events.Dispatch.Outbound;
using HeroProc.Events.Intake;
using HeroProc.Events.Retention;
using HeroProc.Events.Store;

namespace HeroProc.Events.Hosting;

/// <summary>Settings of the extension. Section <c>HeroProc.Events</c>.</summary>
public sealed class EventsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "HeroProc.Events";

    /// <summary>Limits of intake.</summary>
    public IntakeOptions Intake { get; set; } = new();

    /// <summary>Limits of dispatch.</summary>
    public DispatchOptions Dispatch { get; set; } = new();

    /// <summary>Actions of kind <c>notify</c>.</summary>
    public NotifyOptions Notify { get; set; } = new();

    /// <summary>Actions of kind <c>rpc</c>.</summary>
    public RpcActionOptions Rpc { get; set; } = new();

    /// <summary>How long the log is kept.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>Copies of the index.</summary>
    public BackupOptions Backup { get; set; } = new();
}
