using HeroProc.Events.Mapping;

namespace HeroProc.Events.Tests.Mapping;

[Parallelizable(ParallelScope.All)]
public sealed class StringTemplateTests
{
    [TestCase("fixed", "fixed")]
    [TestCase("", "")]
    [TestCase("{{ data.ref }}", "refs/heads/main")]
    [TestCase("{{ data.count }}", "3")]
    [TestCase("{{ data.price }}", "1.50")]
    [TestCase("{{ data.huge }}", "1e400")]
    [TestCase("{{ data.flag }}", "true")]
    [TestCase("{{ data.empty }}", "")]
    [TestCase("{{ source_id }}/{{ data.count }}", "forge-1/3")]
    [TestCase("{{ data.missing | default: 'd' }}", "d")]
    public void Render_GivesAText(string template, string expected) => Assert.That(Render(template).Value, Is.EqualTo(expected));

    [TestCase("{{ data.nothing }}", "k: a key is a text, a number or a boolean; this event gives null")]
    [TestCase("{{ data.list }}", "k: a key is a text, a number or a boolean; this event gives a list or an object")]
    [TestCase("{{ data.head }}", "k: a key is a text, a number or a boolean; this event gives a list or an object")]
    [TestCase("{{ data.text | split: ',' }}", "k: a key is a text, a number or a boolean; this event gives a list or an object")]
    [TestCase("{{ data.missing }}", "k: the event has no data.missing; give it a default with {{ data.missing | default: '' }}")]
    [TestCase("a {{ data.missing }}", "k: the event has no data.missing; give it a default with {{ data.missing | default: '' }}")]
    public void Render_Fails_WhenTheEventGivesNoText(string template, string expected) => Assert.That(Render(template).Reason("k"), Is.EqualTo(expected));

    [TestCase("{{ dta.ref }}")]
    [TestCase("{{ data.ref")]
    public void Compile_Refuses_WhatCanNeverBeRendered(string template) => Assert.That(StringTemplate.Compile(template).Succeeded, Is.False);

    [Test]
    public void Compile_Refuses_AFixedTextThatIsTooLong()
    {
        Assert.That(StringTemplate.Compile(new string('x', 512)).Succeeded, Is.True);
        Assert.That(StringTemplate.Compile(new string('x', 513)).Reason("k"), Does.Contain("at most 512 characters"));
        Assert.That(StringTemplate.Compile(new string('x', 70_000)).Reason("k"), Does.Contain("at most 65536 characters"));
    }

    [TestCase(512, true)]
    [TestCase(513, false)]
    public void Render_Fails_WhenTheTextIsTooLong(int length, bool succeeds)
    {
        var view = Views.Of($$"""{"x":"{{new string('x', length)}}"}""");
        Assert.That(StringTemplate.Compile("{{ data.x }}").Value!.Render(view, CancellationToken.None).Succeeded, Is.EqualTo(succeeds));
    }

    private static MappingResult<string> Render(string template)
    {
        var compiled = StringTemplate.Compile(template);
        Assert.That(compiled.Succeeded, Is.True, () => compiled.Reason("k"));
        return compiled.Value!.Render(Views.Push(), CancellationToken.None);
    }
}
