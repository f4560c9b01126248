namespace HeroProc.Events.Mapping;

/// <summary>What a template may cost. Fixed: an operator has no reason to differ, and a template that fits here fits everywhere.</summary>
internal static class TemplateLimits
{
    /// <summary>The size of a template's JSON, in bytes of UTF-8.</summary>
    public const int TemplateBytes = 64 * 1024;

    /// <summary>How deep a template nests; the outermost value is level 1.</summary>
    public const int TemplateDepth = 20;

    /// <summary>How deep what is rendered may nest: what JSON readers accept unless told otherwise.</summary>
    public const int OutputDepth = 64;

    /// <summary>The size of all that one rendering writes, in bytes of UTF-8.</summary>
    public const int OutputBytes = 1024 * 1024;

    /// <summary>The length of one text read from the event or made on the way, in UTF-16 code units.</summary>
    public const int TextLength = 1024 * 1024;

    /// <summary>The length of a <c>key</c> or <c>dedupe_key</c>, in UTF-16 code units.</summary>
    public const int KeyLength = 512;

    /// <summary>Statements and loop turns of one rendering.</summary>
    public const int Steps = 50_000;

    /// <summary>Work of one rendering: one for each evaluation, each list element passed and each character read or made, four for each property passed.</summary>
    public const long Work = 16 * 1024 * 1024;

    /// <summary>The length of a text that is searched for; it keeps a search linear in the text searched.</summary>
    public const int NeedleLength = 4096;

    /// <summary>Tags in one string; also how deep blocks can nest.</summary>
    public const int Tags = 200;

    /// <summary>Opening brackets and parentheses in one string: also how deep an expression can nest, and the parser overflows a stack of 1 MiB between 200 and 400.</summary>
    public const int Brackets = 128;

    /// <summary>Filters, and logical words, in one string.</summary>
    public const int Operators = 400;

    /// <summary>How deep loops nest.</summary>
    public const int LoopDepth = 8;

    /// <summary>The elements of a range such as <c>(1..10)</c>.</summary>
    public const int RangeLength = 1000;

    /// <summary>Faults that one result carries; the rest say the same.</summary>
    public const int Faults = 50;
}
