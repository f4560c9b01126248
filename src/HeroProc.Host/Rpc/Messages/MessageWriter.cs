using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Host.Rpc.Messages;

/// <summary>Writes the messages that go out. Every one is a single line without its end.</summary>
internal static class MessageWriter
{
    // An error's own text is short whatever the settings say; its limit only keeps a mistake from growing.
    private const int ErrorLimit = 1_048_576;

    private static readonly JsonWriterOptions Options = new() { SkipValidation = true, Indented = false };

    /// <summary>A result.</summary>
    /// <param name="id">The id as it came, as JSON text.</param>
    /// <param name="value">The result.</param>
    /// <param name="type">Type information of <paramref name="value"/>.</param>
    /// <param name="limit">Most bytes.</param>
    /// <exception cref="AnswerTooLargeException">It is larger than <paramref name="limit"/>.</exception>
    public static MessageBuffer Result(ReadOnlySpan<byte> id, object? value, JsonTypeInfo type, int limit)
    {
        var buffer = new MessageBuffer(limit);
        try
        {
            buffer.Append("{\"jsonrpc\":\"2.0\",\"id\":"u8);
            buffer.Append(id);
            buffer.Append(",\"result\":"u8);
            Value(buffer, value, type);
            buffer.Append("}"u8);
            buffer.MakeOneLine();
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>An error.</summary>
    /// <param name="id">The id as it came, as JSON text; <c>null</c> where it could not be read.</param>
    /// <param name="error">Code, message and details.</param>
    public static MessageBuffer Error(ReadOnlySpan<byte> id, RpcError error)
    {
        var buffer = new MessageBuffer(ErrorLimit);
        try
        {
            buffer.Append("{\"jsonrpc\":\"2.0\",\"id\":"u8);
            buffer.Append(id);
            buffer.Append(",\"error\":"u8);
            using (var writer = new Utf8JsonWriter(buffer, Options))
            {
                writer.WriteStartObject();
                writer.WriteNumber("code"u8, (int)error.Code);
                writer.WriteString("message"u8, error.Message);
                if (error.Details is not null)
                {
                    writer.WritePropertyName("data"u8);
                    error.Details.WriteTo(writer);
                }

                writer.WriteEndObject();
            }

            buffer.Append("}"u8);
            buffer.MakeOneLine();
            return buffer;
        }
        catch (AnswerTooLargeException)
        {
            // A method that put a caller's megabytes into its error text; the code is what matters.
            buffer.Dispose();
            return Error(id, new RpcError(error.Code, "The error's own text is too long to send."));
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>A notification.</summary>
    /// <exception cref="AnswerTooLargeException">It is larger than <paramref name="limit"/>.</exception>
    public static MessageBuffer Notification(string method, object parameters, JsonTypeInfo type, int limit)
    {
        var buffer = new MessageBuffer(limit);
        try
        {
            buffer.Append("{\"jsonrpc\":\"2.0\",\"method\":"u8);
            using (var writer = new Utf8JsonWriter(buffer, Options))
            {
                writer.WriteStringValue(method);
            }

            buffer.Append(",\"params\":"u8);
            Value(buffer, parameters, type);
            buffer.Append("}"u8);
            buffer.MakeOneLine();
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    private static void Value(MessageBuffer buffer, object? value, JsonTypeInfo type)
    {
        using var writer = new Utf8JsonWriter(buffer, Options);
        JsonSerializer.Serialize(writer, value, type);
    }
}
