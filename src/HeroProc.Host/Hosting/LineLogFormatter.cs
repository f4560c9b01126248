using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace HeroProc.Host.Hosting;

/// <summary>
/// One line a message: time (UTC), level, category, event id, text, exception. Control characters are written as escapes, so
/// text that came from outside can neither start a line of its own nor speak to the terminal.
/// </summary>
internal sealed class LineLogFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    private const string FrameworkHost = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int HostingFailedToStart = 11;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (logEntry.EventId.Id == HostingFailedToStart && logEntry.Category == FrameworkHost)
        {
            // The host itself says why it did not start; this would repeat it with a stack trace.
            return;
        }

        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Word(logEntry.LogLevel)} {logEntry.Category}[{logEntry.EventId.Id}] ");
        line.Append(logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            line.Append(" | ").Append(exception);
        }

        textWriter.WriteLine(OneLine.Escape(line.ToString()));
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
