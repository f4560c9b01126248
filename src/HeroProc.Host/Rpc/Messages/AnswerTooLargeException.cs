namespace HeroProc.Host.Rpc.Messages;

/// <summary>
/// Stops the serialiser in the middle of an answer that grows past the message limit: the only way out of it. Caught
/// where the answer is made, never seen outside.
/// </summary>
internal sealed class AnswerTooLargeException : Exception;
