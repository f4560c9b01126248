namespace HeroProc.Events.Sources.Webhook;

/// <summary>How undoing a content encoding ended. A closed set.</summary>
internal abstract record DecompressionResult
{
    private DecompressionResult()
    {
    }

    /// <summary>The body as it was before it was compressed.</summary>
    public sealed record Body(ReadOnlyMemory<byte> Bytes) : DecompressionResult;

    /// <summary>It grows beyond the limit; no more than the limit was ever held.</summary>
    public sealed record TooLarge : DecompressionResult;

    /// <summary>An encoding that is not known, or more than one.</summary>
    public sealed record UnknownEncoding : DecompressionResult;

    /// <summary>Not what its encoding says.</summary>
    public sealed record Damaged : DecompressionResult;
}
