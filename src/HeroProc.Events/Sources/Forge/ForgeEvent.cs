using System.Buffers;
using System.Text.Json;

namespace HeroProc.Events.Sources.Forge;

/// <summary>
/// What happened on a forge, in one form for all forges. A member that does not apply, or that the forge does not tell, is
/// null; all members stand in the JSON.
/// </summary>
internal sealed record ForgeEvent
{
    private const int MaxText = 4096;
    private const int MaxItems = HeroProc.Events.Sources.Forge.ChangedFiles.MaxFiles;

    /// <summary>The provider the source is configured with.</summary>
    public required string Provider { get; init; }

    /// <summary>What it is about: <c>push</c>, <c>pull_request</c>, <c>issue_comment</c>, or the forge's own word.</summary>
    public required string Kind { get; init; }

    /// <summary>What was done: <c>opened</c>, <c>created</c>, or the forge's own word.</summary>
    public string? Action { get; init; }

    /// <summary>The event type: kind, or kind and action with a dot.</summary>
    public string Type => Action is null ? Kind : $"{Kind}.{Action}";

    /// <summary>The repository with its owner, <c>owner/name</c>.</summary>
    public string? RepoFullName { get; init; }

    /// <summary>Its page.</summary>
    public string? RepoUrl { get; init; }

    /// <summary>The full name of the ref, <c>refs/heads/main</c>; for a pull request the forge's ref of its head.</summary>
    public string? Ref { get; init; }

    /// <summary>The branch; for a pull request the one it goes into.</summary>
    public string? Branch { get; init; }

    /// <summary>The tag.</summary>
    public string? Tag { get; init; }

    /// <summary>The commit after the event; for a pull request its head. Null for a deletion.</summary>
    public string? Sha { get; init; }

    /// <summary>The commit before the event; null for something new.</summary>
    public string? Before { get; init; }

    /// <summary>The login of who did it.</summary>
    public string? Sender { get; init; }

    /// <summary>The number of the issue or pull request within its repository.</summary>
    public long? Number { get; init; }

    /// <summary>The title of the issue, pull request or release.</summary>
    public string? Title { get; init; }

    /// <summary>The page of what it is about.</summary>
    public string? Url { get; init; }

    /// <summary>True for a draft pull request or release.</summary>
    public bool? Draft { get; init; }

    /// <summary>True for a merged pull request.</summary>
    public bool? Merged { get; init; }

    /// <summary>The names of the labels now on the issue or pull request.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Every file the pushed commits add, modify or remove, each once, in the order of first mention.</summary>
    public IReadOnlyList<string>? ChangedFiles { get; init; }

    /// <summary>
    /// False when the forge left commits or files out, so that a path that is not listed may have changed all the same.
    /// </summary>
    public bool? ChangedFilesComplete { get; init; }

    /// <summary>The form as JSON.</summary>
    public JsonElement ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Write(json, "provider", Provider);
        Write(json, "kind", Kind);
        Write(json, "action", Action);
        if (RepoFullName is null && RepoUrl is null)
        {
            json.WriteNull("repo");
        }
        else
        {
            json.WriteStartObject("repo");
            Write(json, "full_name", RepoFullName);
            Write(json, "url", RepoUrl);
            json.WriteEndObject();
        }

        Write(json, "ref", Ref);
        Write(json, "branch", Branch);
        Write(json, "tag", Tag);
        Write(json, "sha", Sha);
        Write(json, "before", Before);
        Write(json, "sender", Sender);
        Write(json, "number", Number);
        Write(json, "title", Title);
        Write(json, "url", Url);
        Write(json, "draft", Draft);
        Write(json, "merged", Merged);
        Write(json, "labels", Labels);
        Write(json, "changed_files", ChangedFiles);
        Write(json, "changed_files_complete", ChangedFilesComplete);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, string? value) => json.WriteString(name, Bounded(value));

    // A title of megabytes stays in the payload; here it is kept a second time.
    private static string? Bounded(string? text) =>
        text is null || text.Length <= MaxText ? text
        : char.IsHighSurrogate(text[MaxText - 1]) ? text[..(MaxText - 1)]
        : text[..MaxText];

    private static void Write(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } flag)
        {
            json.WriteBoolean(name, flag);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string>? values)
    {
        if (values is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values.Take(MaxItems))
        {
            json.WriteStringValue(Bounded(value));
        }

        json.WriteEndArray();
    }
}
