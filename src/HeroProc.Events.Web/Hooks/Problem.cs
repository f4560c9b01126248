using Microsoft.AspNetCore.Http;

namespace HeroProc.Events.Web.Hooks;

/// <summary>An error answer as RFC 9457 describes it.</summary>
/// <param name="Type">Always <c>about:blank</c>: the status says what kind.</param>
/// <param name="Title">The kind of fault.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What was expected and what to do.</param>
internal sealed record ProblemDocument(string Type, string Title, int Status, string Detail);

/// <summary>Writes error answers.</summary>
internal static class Problem
{
    private static readonly Dictionary<string, string> _noHeaders = [];

    /// <summary>Answers with a problem document.</summary>
    public static Task WriteAsync(HttpContext context, int status, string title, string detail, IReadOnlyDictionary<string, string>? headers = null)
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers ?? _noHeaders)
        {
            context.Response.Headers[name] = value;
        }

        return context.Response.WriteAsJsonAsync(
            new ProblemDocument("about:blank", title, status, detail), HookJson.Default.ProblemDocument, "application/problem+json", context.RequestAborted);
    }
}
