using System.Text.Json.Serialization;

namespace HeroProc.Host.Jobs.Output;

/// <summary>One line of output as it is kept on disk.</summary>
/// <param name="Number">Its number within the start, both streams together, from 1; a gap is what was cut.</param>
/// <param name="Error">True for stderr.</param>
/// <param name="At">When its end was read, Unix milliseconds.</param>
/// <param name="Line">Its text; bytes that are not UTF-8 are replaced. A line longer than the limit is kept in pieces.</param>
internal sealed record OutputLine(
    [property: JsonPropertyName("n")] long Number,
    [property: JsonPropertyName("e")] bool Error,
    [property: JsonPropertyName("t")] long At,
    [property: JsonPropertyName("l")] string Line);
