namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>Settings of actions of kind <c>notify</c>. Section <c>HeroProc.Events:Notify</c>.</summary>
public sealed class NotifyOptions
{
    /// <summary>
    /// True to call addresses of this machine and of private networks too; default false, because whoever may register a trigger
    /// could otherwise reach what only this machine can.
    /// </summary>
    public bool AllowPrivateNetworks { get; set; }
}
