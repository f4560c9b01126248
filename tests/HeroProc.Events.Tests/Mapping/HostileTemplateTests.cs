using System.Globalization;
using System.Text;
using System.Text.Json;
using HeroProc.Events.Mapping;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Tests.Mapping;

/// <summary>What a sender or a careless author can put into events and templates.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HostileTemplateTests
{
    private static readonly string[] Texts =
    [
        "{{ data.secret }}", "{% include 'x' %}", "{{", "}}", "{%", "\"", "\\", "\",\"admin\":true,\"x\":\"", "\u0000", "a\u0000b", "\u2028\u2029", "</script>",
        "$(reboot)", "`reboot`", "\r\nX: y", "\ud83d\ude80", "\u202eabc", "{{ '{{' }}", "{% raw %}", "'", "| upcase", "\u001b[31m",
    ];

    [TestCaseSource(nameof(Texts))]
    public void TextOfAnEvent_StaysText(string text)
    {
        var view = Views.Of(JsonSerializer.Serialize(new { x = text, secret = "s3cret" }));
        var template = JsonTemplate.Compile(Views.Json("""
            {"alone":"{{ data.x }}","within":"<{{ data.x }}>","list":["{{ data.x }}"],"loop":"{% for c in data %}{{ c[1] }}{% break %}{% endfor %}","kept":"{% assign v = data.x %}{{ v }}"}
            """)).Value!;
        var rendered = template.Render(view, CancellationToken.None).Value;
        Assert.Multiple(() =>
        {
            Assert.That(rendered.EnumerateObject().Count(), Is.EqualTo(5), "The text became structure.");
            Assert.That(rendered.GetProperty("alone").GetString(), Is.EqualTo(text));
            Assert.That(rendered.GetProperty("within").GetString(), Is.EqualTo($"<{text}>"));
            Assert.That(rendered.GetProperty("list")[0].GetString(), Is.EqualTo(text));
            Assert.That(rendered.GetProperty("loop").GetString(), Is.EqualTo(text));
            Assert.That(rendered.GetProperty("kept").GetString(), Is.EqualTo(text));
        });
    }

    [TestCase("""{"x":"\ud800"}""", "\"{{ data.x }}\"", "\"\ufffd\"")]
    [TestCase("""{"x":"\ud800"}""", "\"a{{ data.x | append: 'b' }}\"", "\"a\ufffdb\"")]
    [TestCase("""{"x":{"\udc00":["\ud800", 1.50]}}""", "\"{{ data.x }}\"", "{\"\ufffd\":[\"\ufffd\",1.50]}")]
    [TestCase("""{"x":"\ud800","y":1.50}""", "\"{{ data }}\"", "{\"x\":\"\ufffd\",\"y\":1.50}")]
    [TestCase("""{"x":["\ud800"],"y":["\ud800"]}""", "\"{{ data.x == data.y }}\"", "true")]
    [TestCase("""{"x":[1e99999999999999999999],"y":[1e99999999999999999999]}""", "\"{{ data.x == data.y }}\"", "true")]
    [TestCase("""{"x":{"a":1,"b":2},"y":{"b":2.0,"a":1}}""", "\"{{ data.x == data.y }}\"", "true")]
    [TestCase("""{"x":1,"x":2}""", "\"{{ data.x }}\"", "2")]
    [TestCase("""{"a.b":1}""", "\"{{ data['a.b'] }}\"", "1")]
    [TestCase("""{"":1}""", "\"{{ data[''] }}\"", "1")]
    [TestCase("""{"size":"own"}""", "\"{{ data.size }}\"", "\"own\"")]
    [TestCase("""{"first":"own"}""", "\"{{ data.first }}\"", "\"own\"")]
    public void OddJsonOfAnEvent_IsReadInOneWay(string data, string template, string expected)
    {
        var rendered = JsonTemplate.Compile(Views.Json(template)).Value!.Render(Views.Of(data), CancellationToken.None);
        Assert.That(rendered.Succeeded, Is.True, () => rendered.Reason("t"));
        Assert.That(JsonElement.DeepEquals(rendered.Value, Views.Json(expected)), Is.True, () => rendered.Value.GetRawText());
    }

    [Test]
    public void InvalidUtf8OfAnEvent_BecomesReplacementCharacters()
    {
        byte[] json = [.. "{\"x\":\""u8, 0xff, 0xfe, .. "\"}"u8];
        var view = new EventView { Id = "1", SourceId = "s", SourceType = "webhook", Type = "t", Timestamp = 1, Data = JsonDocument.Parse(json).RootElement };
        var rendered = JsonTemplate.Compile(Views.Json("""["{{ data.x }}","{{ data }}"]""")).Value!.Render(view, CancellationToken.None);
        Assert.That(rendered.Value[0].GetString(), Is.EqualTo("\ufffd\ufffd"));
        Assert.That(rendered.Value[1].GetProperty("x").GetString(), Is.EqualTo("\ufffd\ufffd"));
    }

    [TestCase("GetType")]
    [TestCase("ToString")]
    [TestCase("Length")]
    [TestCase("Count")]
    [TestCase("Keys")]
    public void MembersOfDotNet_AreNotThere(string member)
    {
        foreach (var root in new[] { "data", "data.list", "data.ref", "data.count", "headers", "data.when" })
        {
            var rendered = JsonTemplate.Compile(Views.Json($"\"{{{{ {root}.{member} }}}}\""));
            // Names of headers are lower-case, so there it is refused even earlier.
            Assert.That(rendered.Succeeded && rendered.Value.Render(Views.Push(), CancellationToken.None).Succeeded, Is.False, root);
        }
    }

    [Test]
    public void Rendering_IsTheSame_WhateverTheCultureOfTheThread()
    {
        var template = JsonTemplate.Compile(Views.Json("""["{{ data.price | plus: 0.25 }} {{ timestamp | date: '%A %c' }} {{ 'I' | downcase }}"]""")).Value!;
        var here = template.Render(Views.Push(), CancellationToken.None).Value.GetRawText();
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.DateTimeFormat.DayNames = ["d0", "d1", "d2", "d3", "d4", "d5", "d6"];
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            Assert.That(template.Render(Views.Push(), CancellationToken.None).Value.GetRawText(), Is.EqualTo(here));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        Assert.That(here, Does.Contain("1.75").And.Contain("Saturday"));
    }

    [Test]
    [CancelAfter(30_000)]
    public void OneTemplate_RendersTheSame_OnManyThreads(CancellationToken cancellationToken)
    {
        var template = JsonTemplate.Compile(Views.Json("""
            {"n":"{{ data.n }}","t":"no {{ data.n }}{% assign v = data.n %}{% for i in data.list %},{{ i | plus: v }}{% endfor %}","d":"{{ data.gone | default: data.n }}"}
            """)).Value!;
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, n =>
        {
            var rendered = template.Render(Views.Of($$"""{"n":{{n}},"list":[1,2]}"""), cancellationToken);
            Assert.That(rendered.Value.GetRawText(), Is.EqualTo($$"""{"n":{{n}},"t":"no {{n}},{{n + 1}},{{n + 2}}","d":{{n}}}"""));
        });
    }

    [Test]
    [CancelAfter(30_000)]
    public void ManyThreads_MayCompileAtOnce(CancellationToken cancellationToken) =>
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, n =>
        {
            var text = n % 2 == 0 ? $"{{% if data.a %}}{n}{{% else %}}{{{{ data.b }}}}{{% endif %}}" : $"{{% for x in data.list %}}{n}{{% endfor %}}";
            var template = JsonTemplate.Compile(Views.Json(JsonSerializer.Serialize(text)));
            Assert.That(template.Succeeded, Is.True, () => template.Reason("t"));
            Assert.That(template.Value!.Render(Views.Of("""{"a":1,"list":[1]}"""), cancellationToken).Value.GetString(), Is.EqualTo($"{n}"));
        });

    [Test]
    [CancelAfter(60_000)]
    public void GeneratedTemplates_NeverThrow(CancellationToken cancellationToken)
    {
        string[] parts =
        [
            "{{ ", " }}", "{% ", " %}", "data", ".ref", ".list", "[0]", "[-1]", "['x']", ".commits", ".nothing", ".huge", ".price", ".first", " | ", "upcase", "default: ", "'a'", "1.5", "-3",
            "append: ", "date: ", "'%Y'", "split: ", "','", "join", "map: 'id'", "sort: 'n'", "where: 'id', ", "slice: 1, 2", "round: ", "divided_by: ", "modulo: ", "times: ", "truncate: ",
            "if ", "endif", "else", "elsif ", "for i in ", "endfor", "assign v = ", "case ", "when ", "endcase", "unless ", "endunless", " == ", " > ", " contains ", " and ", " or ",
            "forloop.index", "i", "v", "type", "forge.labels", "timestamp", "(1..3)", "raw", "endraw", "comment", "endcomment", "json", "uniq", "reverse", "sum", "first", "text ", "é", "\u0000",
            "nil", "empty", "blank", "true", "concat: ", "compact", "base64_decode", "url_decode", "strip_html", "echo ", "break", "limit: ", "offset: ", "reversed", "liquid", "\n", "}", "{", "%", "\"",
        ];
        var seed = TestContext.CurrentContext.Random.Next();
        var random = new Random(seed);
        var view = Views.Push();
        var rendered = 0;
        for (var n = 0; n < 30_000 && !cancellationToken.IsCancellationRequested; n++)
        {
            var text = new StringBuilder();
            // Half are shaped like an expression, so that most of them get past the parser.
            var shaped = n % 2 == 0;
            text.Append(shaped ? "{{ data" : "");
            for (var i = random.Next(1, 12); i > 0; i--)
                text.Append(parts[random.Next(parts.Length)]);
            text.Append(shaped ? " }}" : "");
            try
            {
                var compiled = JsonTemplate.Compile(Views.Json(JsonSerializer.Serialize(text.ToString())));
                if (compiled.Succeeded && compiled.Value.Render(view, cancellationToken).Succeeded)
                    rendered++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed}, template {n}: {JsonSerializer.Serialize(text.ToString())} threw {exception}");
            }
        }
        TestContext.Out.WriteLine($"seed {seed}: {rendered} rendered");
        Assert.That(rendered, Is.GreaterThan(300), $"Seed {seed} made nothing worth rendering.");
    }
}
