namespace HeroProc.Extensibility.Services;

/// <summary>Hears of changes in the life of supervised services. Register it as a singleton of this type.</summary>
public interface IServiceObserver
{
    /// <summary>A service changed its state. Must return at once and never throw.</summary>
    void OnServiceChanged(ServiceChange change);
}

/// <summary>A change in the life of a service.</summary>
/// <param name="Service">Its name.</param>
/// <param name="State">The runtime state it has now: <c>running, success, failed, exited, inactive</c>.</param>
/// <param name="Previous">The one it had before.</param>
/// <param name="Restarted">True when it runs again after it had ended by itself.</param>
/// <param name="At">When, Unix milliseconds.</param>
public sealed record ServiceChange(string Service, string State, string Previous, bool Restarted, long At);
