namespace HeroProc.Extensibility.Rpc;

/// <summary>The error codes of the RPC interface, as they stand on the wire.</summary>
public enum RpcErrorCode
{
    /// <summary>The message is not JSON.</summary>
    ParseError = -32700,

    /// <summary>The JSON is no request of JSON-RPC 2.0.</summary>
    InvalidRequest = -32600,

    /// <summary>No method has this name; names are matched exactly.</summary>
    MethodNotFound = -32601,

    /// <summary>One or more parameters are wrong; <c>data.errors</c> lists all of them with their paths.</summary>
    InvalidParams = -32602,

    /// <summary>A fault of the host. The cause is in its log, never in the answer.</summary>
    InternalError = -32603,

    /// <summary>The named thing does not exist; <c>data</c> is <c>{kind, id}</c>.</summary>
    NotFound = -32001,

    /// <summary>It contradicts something that exists: a webhook path taken, an event id used for other content.</summary>
    Conflict = -32002,

    /// <summary>Not possible in the present state, such as the retry of a running delivery.</summary>
    Refused = -32003,

    /// <summary>A limit is reached and nothing was stored; <c>data.retry_after_ms</c> says when to try again.</summary>
    Overloaded = -32004,

    /// <summary>More than the limit in <c>data.limit</c>.</summary>
    TooLarge = -32005,

    /// <summary>The disk is full, read-only or failing; nothing was stored.</summary>
    StorageUnavailable = -32006,
}
