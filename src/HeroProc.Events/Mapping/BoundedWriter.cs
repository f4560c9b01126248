using System.Text;

namespace HeroProc.Events.Mapping;

/// <summary>Collects the text of one string and charges it as it grows, so that a loop cannot fill the memory before anyone counts.</summary>
internal sealed class BoundedWriter(RenderContext context) : TextWriter
{
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.Unicode;

    public override void Write(char value)
    {
        context.ChargeOutput(1);
        _text.Append(value);
    }

    public override void Write(string? value)
    {
        context.ChargeOutput(value?.Length ?? 0);
        _text.Append(value);
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        context.ChargeOutput(buffer.Length);
        _text.Append(buffer);
    }

    // The base class would write on another thread.
    public override Task WriteAsync(char value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(char[] buffer, int index, int count)
    {
        Write(buffer, index, count);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return Task.CompletedTask;
    }

    public override string ToString() => _text.ToString();
}
