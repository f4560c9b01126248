namespace HeroProc.Host.Rpc;

/// <summary>Limits of the RPC server, section <c>Rpc</c>.</summary>
internal sealed class RpcOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Rpc";

    /// <summary>Largest message in bytes, in either direction and on either transport. Default 33,554,432 (32 MiB); 1,024 to 1,073,741,824.</summary>
    public int MaxMessageBytes { get; set; } = 33_554_432;

    /// <summary>Deepest nesting of a message, envelope included. Default 64; 8 to 64, which is what the serialiser takes.</summary>
    public int MaxNesting { get; set; } = 64;

    /// <summary>Most messages in one batch. Default 1,000; 1 to 100,000.</summary>
    public int MaxBatch { get; set; } = 1_000;

    /// <summary>Most newline connections open at once. One more is told so and closed. Default 1,024; 1 to 65,535.</summary>
    public int MaxConnections { get; set; } = 1_024;

    /// <summary>Most calls running for one newline connection. At the limit its next line is not read until one ends. Default 256; 1 to 65,535.</summary>
    public int MaxCallsPerConnection { get; set; } = 256;

    /// <summary>Most calls running in all. One more is answered <c>-32004</c>. Default 4,096; 1 to 1,000,000.</summary>
    public int MaxCalls { get; set; } = 4_096;

    /// <summary>What an overloaded caller is told to wait, in milliseconds. Default 250; 1 to 3,600,000.</summary>
    public int RetryAfterMs { get; set; } = 250;

    /// <summary>
    /// Most bytes waiting to be sent on one newline connection. A client that lets more pile up is cut off. Notifications
    /// wait for room from the half on. Default 67,108,864 (64 MiB); at least <see cref="MaxMessageBytes"/>.
    /// </summary>
    public long MaxSendQueueBytes { get; set; } = 67_108_864;

    /// <summary>How long a client may take nothing of what waits for it before it is cut off, in milliseconds. Default 30,000; 100 to 3,600,000.</summary>
    public int SendStallMs { get; set; } = 30_000;

    /// <summary>How long calls may still run and be answered once the client has stopped sending, or the host stops, in milliseconds. Default 2,000; 0 to 60,000.</summary>
    public int DrainMs { get; set; } = 2_000;

    /// <summary>How long a new connection may stay silent before its first byte, in milliseconds. Default 130,000; 100 to 3,600,000.</summary>
    public int FirstByteMs { get; set; } = 130_000;
}
