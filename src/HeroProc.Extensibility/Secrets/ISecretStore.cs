namespace HeroProc.Extensibility.Secrets;

/// <summary>The host's secrets, by name. Thread-safe.</summary>
public interface ISecretStore
{
    /// <summary>The secret's present value, or null when there is none. Callers keep it no longer than they need it.</summary>
    string? Find(string name);
}
