using System.Text.Json;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Schedules;

namespace HeroProc.Extensibility.Actions;

/// <summary>What an action does when it runs. Field names on the wire are the snake_case of these.</summary>
public sealed record ActionSpec
{
    /// <summary>
    /// <c>bash</c>, <c>python3</c>, <c>exec</c>, or a type an extension adds (<c>webhook</c>). For <c>exec</c> the script is the
    /// program and its arguments, split like a command line but never run by a shell.
    /// </summary>
    public required string Interpreter { get; init; }

    /// <summary>The script's text. Nothing of an event or of inputs is ever put into it.</summary>
    public string? Script { get; init; }

    /// <summary>Environment variables, added to the host's minimal environment.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>The longest one attempt may run, in milliseconds; 0 or absent is no limit.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>How often a failed job runs again; absent is one attempt.</summary>
    public RetryPolicy? RetryPolicy { get; init; }

    /// <summary>When the host starts the action by itself; absent is never.</summary>
    public SchedulePolicy? SchedulePolicy { get; init; }

    /// <summary>JSON Schema of the inputs, as an object or as a string that holds one.</summary>
    public JsonElement? InputSchema { get; init; }

    /// <summary>Labels, for listing and for cleaning up.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>True for a long-running process that a service supervises.</summary>
    public bool? IsProcess { get; init; }

    /// <summary>Configuration of an action of type <c>webhook</c>: that of a webhook source.</summary>
    public JsonElement? Webhook { get; init; }

    /// <summary>For an action of type <c>webhook</c>: the action that runs for each event.</summary>
    public string? Run { get; init; }
}
