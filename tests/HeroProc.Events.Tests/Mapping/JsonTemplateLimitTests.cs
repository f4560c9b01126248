using System.Text;
using System.Text.Json;
using HeroProc.Events.Mapping;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Tests.Mapping;

/// <summary>Every bound of a template, at registration and at rendering.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class JsonTemplateLimitTests
{
    private static readonly string[] Recursion = ["data[", "(", "{% if data.x %}", "data.x | default: ", "data and "];

    [Test]
    public void Compile_Refuses_ATemplateOverItsSize() =>
        Assert.That(Refusal(JsonSerializer.Serialize(new string('x', TemplateLimits.TemplateBytes))), Does.Contain("at most 65536 bytes"));

    [Test]
    public void Compile_Accepts_ATemplateOfExactlyItsSize() =>
        Assert.That(JsonTemplate.Compile(Views.Json(JsonSerializer.Serialize(new string('x', TemplateLimits.TemplateBytes - 2)))).Succeeded, Is.True);

    [Test]
    public void Compile_RefusesOnlyWhatNestsTooDeep()
    {
        Assert.That(JsonTemplate.Compile(Views.Json(Nested(TemplateLimits.TemplateDepth - 1))).Succeeded, Is.True);
        Assert.That(Refusal(Nested(TemplateLimits.TemplateDepth)), Does.Contain("nests at most 20 deep"));
    }

    [TestCaseSource(nameof(Recursion))]
    [CancelAfter(20_000)]
    public void Compile_Ends_WhenAStringNestsAsDeepAsItsSizeAllows(string unit, CancellationToken cancellationToken)
    {
        foreach (var count in new[] { 99, 128, 400, 5000 })
        {
            var text = unit.StartsWith("{%", StringComparison.Ordinal)
                ? new StringBuilder().Insert(0, unit, count).Insert(unit.Length * count, "{% endif %}", count).ToString()
                : "{{ " + new StringBuilder().Insert(0, unit, count) + "data" + new string(']', unit == "data[" ? count : 0) + " }}";
            // The smallest stack a thread of the pool has anywhere .NET runs is 1.5 MiB.
            OnSmallStack(() =>
            {
                if (JsonTemplate.Compile(Views.Json(JsonSerializer.Serialize(text))) is { Succeeded: true, Value: { } template })
                    template.Render(Views.Push(), cancellationToken);
            });
        }
        Assert.That(Refusal(JsonSerializer.Serialize("{{ " + new StringBuilder().Insert(0, "a[", 5000) + " }}")), Does.Contain("more than 128 brackets"));
    }

    [Test]
    public void Compile_RefusesLoops_NestedTooDeep()
    {
        static string Loops(int count) => JsonSerializer.Serialize(
            string.Concat(Enumerable.Range(0, count).Select(i => $"{{% for a{i} in data.list %}}")) + "." + string.Concat(Enumerable.Repeat("{% endfor %}", count)));
        Assert.That(Refusal(Loops(9)), Does.Contain("loops nest more than 8 deep"));
        Assert.That(Render(Loops(8), Views.Of("""{"list":[1,2]}""")).Value.GetString(), Has.Length.EqualTo(256));
    }

    [Test]
    public void Compile_BoundsTheNumberOfFaults()
    {
        var many = JsonSerializer.Serialize(Enumerable.Repeat("{{ x }}", 1000));
        Assert.That(JsonTemplate.Compile(Views.Json(many)).Faults, Has.Count.EqualTo(TemplateLimits.Faults));
    }

    [Test]
    public void Render_Fails_WhenAllOutputTogetherIsTooLarge()
    {
        var view = Views.Of(JsonSerializer.Serialize(new { half = new string('x', 600_000) }));
        Assert.That(Failure("""["{{ data.half }}"]""", view), Is.Null);
        Assert.That(Failure("""["{{ data.half }}", "{{ data.half }}", "{{ data.half }}"]""", view), Is.EqualTo("t[1]: the rendered output is larger than 1048576 bytes; pass on less of the event"));
        Assert.That(Failure("\"{{ data.half }}{{ data.half }}\"", view), Does.Contain("larger than 1048576 bytes"));
    }

    [Test]
    public void Render_Fails_WhenAValueIsLargerThanTheOutput()
    {
        var view = Views.Of("""{"list":[""" + string.Join(',', Enumerable.Repeat("\"0123456789\"", 100_000)) + """],"small":1}""");
        Assert.That(Failure("\"{{ data }}\"", view), Does.Contain("larger than 1048576 bytes"));
        Assert.That(Failure("\"{{ data.list }}\"", view), Does.Contain("larger than 1048576 bytes"));
        Assert.That(Failure("\"{{ data.small }}\"", view), Is.Null);
    }

    [Test]
    public void Render_Fails_WhenATextIsTooLong()
    {
        var view = Views.Of(JsonSerializer.Serialize(new { big = new string('x', 1_100_000) }));
        Assert.That(Failure("\"{{ data.big | size }}\"", view), Does.Contain("longer than the 1048576"));
    }

    [TestCase("{% assign a = data.x %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}{{ a | size }}")]
    [TestCase("{% assign a = data.x %}{% for i in (1..40) %}{% assign a = a | replace: 'x', a %}{% endfor %}{{ a | size }}")]
    [TestCase("{% assign a = data.list %}{% for i in (1..40) %}{% assign a = a | concat: a %}{% endfor %}{{ a | size }}")]
    [TestCase("{% assign a = data.list %}{% for i in (1..1000) %}{% assign a = a | concat: data.list | join: data.x | split: ' ' %}{% endfor %}{{ a | size }}")]
    [TestCase("{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}{% endfor %}{% endfor %}{% endfor %}")]
    [TestCase("{% for i in (1..1000) %}{% for j in (1..1000) %}{{ data.x }}{% endfor %}{% endfor %}")]
    [TestCase("{% for i in data.list %}{% for j in data.list %}{% if data.x contains 'z' %}{% endif %}{% endfor %}{% endfor %}")]
    [TestCase("{% for i in (1..1000) %}{% if data.wide.k99999 %}{% endif %}{% endfor %}")]
    [CancelAfter(20_000)]
    public void Render_FailsWithinItsWork_WhenATemplateGrowsWithoutEnd(string template, CancellationToken cancellationToken)
    {
        var wide = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"k{i}\":1"));
        var view = Views.Of($$$"""{"x":"{{{new string('x', 1000)}}}","list":[{{{string.Join(',', Enumerable.Range(0, 1000))}}}],"wide":{{{{wide}}}}}""");
        var result = JsonTemplate.Compile(Views.Json(JsonSerializer.Serialize(template))).Value!.Render(view, cancellationToken);
        Assert.That(result.Reason("t"), Does.Contain("more than").Or.Contain("larger than").Or.Contain("longer than"));
        Assert.That(cancellationToken.IsCancellationRequested, Is.False);
    }

    [Test]
    public void Render_Fails_WhenTheTextSoughtIsTooLong()
    {
        var view = Views.Of(JsonSerializer.Serialize(new { text = new string('a', 500_000), sought = new string('a', 5000) + "b" }));
        Assert.That(Failure("\"{{ data.text | remove: data.sought }}\"", view), Does.Contain("4096 is the most"));
        Assert.That(Failure("\"{% if data.text contains data.sought %}y{% endif %}\"", view), Does.Contain("4096 is the most"));
    }

    [Test]
    public void Render_Fails_WhenTheOutputNestsTooDeep()
    {
        var view = Views.Of(string.Concat(Enumerable.Repeat("[", 64)) + string.Concat(Enumerable.Repeat("]", 64)));
        Assert.That(Failure("\"{{ data }}\"", view), Is.Null);
        Assert.That(Failure("""{"a":"{{ data }}"}""", view), Is.EqualTo("t.a: the rendered JSON nests more than 64 deep; pass on a part of this value"));
    }

    [Test]
    public void Render_EndsAtOnce_WhenItIsCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var template = JsonTemplate.Compile(Views.Json("\"{{ data.ref }}\"")).Value!;
        Assert.That(() => template.Render(Views.Push(), cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Render_CopiesNothingOfALargePayload_ItDoesNotUse()
    {
        var view = Views.Of("""{"blob":"@","ref":"r"}""".Replace("@", new string('x', 25 * 1024 * 1024), StringComparison.Ordinal));
        var template = JsonTemplate.Compile(Views.Json("\"{{ data.ref }}\"")).Value!;
        template.Render(view, CancellationToken.None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rendered = template.Render(view, CancellationToken.None);
        Assert.That(rendered.Value.GetString(), Is.EqualTo("r"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
    }

    private static string Nested(int arrays) => new string('[', arrays) + "\"{{ data.ref }}\"" + new string(']', arrays);

    private static string Refusal(string template)
    {
        var compiled = JsonTemplate.Compile(Views.Json(template));
        Assert.That(compiled.Succeeded, Is.False, "The template was accepted.");
        return compiled.Reason("t");
    }

    private static MappingResult<JsonElement> Render(string template, EventView view)
    {
        var compiled = JsonTemplate.Compile(Views.Json(template));
        Assert.That(compiled.Succeeded, Is.True, () => compiled.Reason("t"));
        return compiled.Value!.Render(view, CancellationToken.None);
    }

    private static string? Failure(string template, EventView view) => Render(template, view) is { Succeeded: false } failed ? failed.Reason("t") : null;

    private static void OnSmallStack(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception exception)
                {
                    thrown = exception;
                }
            },
            1024 * 1024);
        thread.Start();
        thread.Join();
        Assert.That(thrown, Is.Null);
    }
}
