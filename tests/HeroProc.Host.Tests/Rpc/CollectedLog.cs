using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HeroProc.Host.Tests.Rpc;

/// <summary>Keeps what is logged.</summary>
internal sealed class CollectedLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(LogLevel Level, int Id, string Text, Exception? Exception)> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Entries.Enqueue((logLevel, eventId.Id, formatter(state, exception), exception));
        }
    }

    public void Dispose()
    {
    }
}
