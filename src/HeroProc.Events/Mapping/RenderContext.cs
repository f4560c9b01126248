using System.Text.Json;
using Fluid;
using Fluid.Values;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Mapping;

/// <summary>One rendering: the event it reads and what it may still cost. Used by one thread, once.</summary>
internal sealed class RenderContext : TemplateContext
{
    private readonly EventView _view;
    private readonly CancellationToken _cancellationToken;
    private long _work;
    private long _output;
    private FluidValue? _headers;

    public RenderContext(EventView view, CancellationToken cancellationToken)
        : base(LiquidLanguage.Options)
    {
        _view = view;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The fault of having run more statements than allowed, or null while the engine has not counted that many.</summary>
    public RenderFault? OutOfSteps() =>
        _steps > MaxSteps ? Exhaust($"rendering takes more than {TemplateLimits.Steps} steps; loop over less of the event") : null;

    /// <summary>True once a limit of the whole rendering is reached.</summary>
    public bool Exhausted { get; private set; }

    /// <summary>Accounts for work about to be done.</summary>
    /// <exception cref="RenderFault">The work is more than one rendering may do.</exception>
    /// <exception cref="OperationCanceledException">The rendering was cancelled.</exception>
    public void Charge(long units)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        _work += units + 1;
        if (_work > TemplateLimits.Work)
            throw Exhaust($"rendering takes more than {TemplateLimits.Work} units of work; read less of the event, or loop over less of it");
    }

    /// <summary>Accounts for output about to be written.</summary>
    /// <exception cref="RenderFault">All output together is more than <see cref="TemplateLimits.OutputBytes"/>.</exception>
    public void ChargeOutput(long bytes)
    {
        Charge(bytes);
        _output += bytes;
        if (_output > TemplateLimits.OutputBytes)
            throw Exhaust($"the rendered output is larger than {TemplateLimits.OutputBytes} bytes; pass on less of the event");
    }

    /// <summary>Accounts for a text read or made, and refuses one that is too long.</summary>
    public void ChargeText(long length)
    {
        if (length > TemplateLimits.TextLength)
            throw new RenderFault($"a text of {length} characters is longer than the {TemplateLimits.TextLength} a template can use");
        Charge(length);
    }

    /// <summary>A field of the view, or null when this event has none of that name.</summary>
    /// <param name="name">One of <see cref="EventFields"/>.</param>
    /// <param name="exact">Whether a number keeps the way it was written.</param>
    public FluidValue? Field(string name, bool exact) => name switch
    {
        EventFields.Id => Text(_view.Id),
        EventFields.SourceId => Text(_view.SourceId),
        EventFields.SourceType => Text(_view.SourceType),
        EventFields.Type => Text(_view.Type),
        EventFields.Subject => Text(_view.Subject),
        EventFields.Timestamp => NumberValue.Create(_view.Timestamp),
        EventFields.Headers => _headers ??= EventValue.From(JsonSerializer.SerializeToElement(_view.Headers), this, exact),
        EventFields.Data => _view.Data.ValueKind == JsonValueKind.Undefined ? null : EventValue.From(_view.Data, this, exact),
        EventFields.Forge => _view.Forge is { } forge ? EventValue.From(forge, this, exact) : null,
        EventFields.Hop => NumberValue.Create(_view.Hop),
        EventFields.CorrelationId => Text(_view.CorrelationId),
        EventFields.CausationId => Text(_view.CausationId),
        _ => null,
    };

    // A later string of the template could not be rendered either, and would only say the same.
    private RenderFault Exhaust(string message)
    {
        Exhausted = true;
        return new RenderFault(message);
    }

    private StringValue? Text(string? text)
    {
        if (text is null)
            return null;
        ChargeText(text.Length);
        return StringValue.Create(text);
    }
}
