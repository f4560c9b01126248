using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using HeroProc.Events.Mapping;

namespace HeroProc.Events.Tests.Mapping;

[Parallelizable(ParallelScope.All)]
public sealed class InputSchemaTests
{
    [TestCaseSource(nameof(Cases))]
    public void Check_Decides_AsTheTableSays(JsonElement schema, JsonElement inputs, string? path)
    {
        var compiled = InputSchema.Compile(schema);
        Assert.That(compiled.Succeeded, Is.True, () => compiled.Reason("schema"));
        var errors = compiled.Value!.Check(inputs);
        if (path is null)
            Assert.That(errors, Is.Empty);
        else
            Assert.That(errors.Select(error => error.Path), Does.Contain(path), () => string.Join("; ", errors));
    }

    [TestCase("""{"type":"strin"}""", "type")]
    [TestCase("""{"type":[]}""", "type")]
    [TestCase("""{"properties":{"a":{"minLength":-1}}}""", "properties.a.minLength")]
    [TestCase("""{"properties":[]}""", "properties")]
    [TestCase("""{"required":true}""", "required")]
    [TestCase("""{"items":{"pattern":"("}}""", "items.pattern")]
    [TestCase("""{"pattern":"(?=a)"}""", "pattern")]
    [TestCase("""{"pattern":"(a)\\1"}""", "pattern")]
    [TestCase("""{"patternProperties":{"(":true}}""", "patternProperties")]
    [TestCase("""{"minimum":"1"}""", "minimum")]
    [TestCase("""{"multipleOf":0}""", "multipleOf")]
    [TestCase("""{"enum":[]}""", "enum")]
    [TestCase("""{"allOf":{}}""", "allOf")]
    [TestCase("""{"anyOf":[1]}""", "anyOf[0]")]
    [TestCase("""{"$ref":"#/$defs/none"}""", "$ref")]
    [TestCase("""{"$ref":"other.json"}""", "$ref")]
    [TestCase("""{"unevaluatedProperties":false}""", "unevaluatedProperties")]
    [TestCase("1", "")]
    [TestCase("null", "")]
    [TestCase("\"{\"", "")]
    [TestCase("\"not json\"", "")]
    public void Compile_Refuses_ASchemaThatIsNone(string schema, string path)
    {
        var compiled = InputSchema.Compile(Views.Json(schema));
        Assert.That(compiled.Faults.Select(fault => fault.Path), Does.Contain(path));
    }

    [Test]
    public void Compile_TellsAllFaultsAtOnce() =>
        Assert.That(InputSchema.Compile(Views.Json("""{"type":"x","minimum":"y","properties":{"a":{"type":"z"}}}""")).Faults, Has.Count.EqualTo(3));

    [Test]
    public void Check_TellsAllErrorsAtOnce()
    {
        var schema = InputSchema.Compile(Views.Json("""{"required":["a","b"],"properties":{"c":{"type":"string"}}}""")).Value!;
        Assert.That(schema.Check(Views.Json("""{"c":1}""")).Select(error => error.Path), Is.EquivalentTo(["a", "b", "c"]));
    }

    [Test]
    public void Compile_RefusesARemoteReference_AndConnectsToNothing()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        try
        {
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            foreach (var place in new[] { """{"$ref":"@"}""", """{"properties":{"a":{"$ref":"@"}}}""", """{"$schema":"@","$id":"@","type":"string"}""" })
            {
                var compiled = InputSchema.Compile(Views.Json(place.Replace("@", $"http://127.0.0.1:{port}/schema.json", StringComparison.Ordinal)));
                compiled.Value?.Check(Views.Json("\"x\""));
                if (place.Contains("$ref", StringComparison.Ordinal))
                    Assert.That(compiled.Reason("schema"), Does.Contain("nothing else is fetched"));
                else
                    Assert.That(compiled.Succeeded, Is.True);
            }
            Assert.That(listener.Pending(), Is.False, "The compiler connected to the address of a reference.");
        }
        finally
        {
            listener.Stop();
        }
    }

    [Test]
    public void Compile_Refuses_AFileReference() =>
        Assert.That(InputSchema.Compile(Views.Json("""{"$ref":"file:///etc/passwd"}""")).Succeeded, Is.False);

    [TestCase("""{"$ref":"#"}""")]
    [TestCase("""{"not":{"$ref":"#"}}""")]
    [TestCase("""{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}""")]
    [TestCase("""{"allOf":[{"$ref":"#"},{"$ref":"#"}]}""")]
    public void Check_EndsWithAnError_WhenASchemaRefersToItselfWithoutEnd(string schema)
    {
        var errors = InputSchema.Compile(Views.Json(schema)).Value!.Check(Views.Json("1"));
        Assert.That(errors, Is.Not.Empty);
        Assert.That(errors[0].Message, Does.Contain("without end").Or.Contain("more than"));
    }

    [Test]
    [CancelAfter(20_000)]
    public void Check_EndsWithAnError_WhenItBranchesWithoutBound(CancellationToken cancellationToken)
    {
        var levels = string.Join(',', Enumerable.Range(0, 30).Select(i => $$"""  "l{{i}}":{"anyOf":[{"$ref":"#/$defs/l{{i + 1}}"},{"$ref":"#/$defs/l{{i + 1}}"}]}"""));
        // The last level fails, so that every branch of every level is tried.
        var schema = $$"""{"$defs":{ {{levels}}, "l30":{"type":"string"} },"$ref":"#/$defs/l0"}""";
        var compiled = InputSchema.Compile(Views.Json(schema));
        Assert.That(compiled.Succeeded ? compiled.Value.Check(Views.Json("1")) : compiled.Faults, Is.Not.Empty);
        Assert.That(cancellationToken.IsCancellationRequested, Is.False);
    }

    [Test]
    public void Check_AnswersForALongTextAndAHardPattern()
    {
        var schema = InputSchema.Compile(Views.Json("""{"properties":{"x":{"pattern":"^(a|a)*$"}}}""")).Value!;
        var inputs = Views.Json(JsonSerializer.Serialize(new { x = new string('a', 200_000) + "b" }));
        Assert.That(schema.Check(inputs).Select(error => error.Path), Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public void Compile_Refuses_ASchemaOverItsSizeOrDepth()
    {
        Assert.That(InputSchema.Compile(Views.Json(JsonSerializer.Serialize(new { title = new string('x', 70_000) }))).Reason("schema"), Does.Contain("at most 65536 bytes"));
        var deep = string.Concat(Enumerable.Repeat("""{"not":""", 60)) + "{}" + new string('}', 60);
        Assert.That(InputSchema.Compile(Views.Json(deep)).Reason("schema"), Does.Contain("at most 40 deep"));
    }

    [Test]
    public void Check_NeverThrows_OnLoneSurrogatesAndRepeatedNames()
    {
        var schema = InputSchema.Compile(Views.Json("""{"enum":[1],"pattern":"a","minLength":1,"properties":{"x":{"const":"y"}},"uniqueItems":true}""")).Value!;
        foreach (var inputs in new[] { """ "\ud800" """, """["\ud800","\udc00"]""", """{"\ud800":1,"x":"\ud800"}""", """{"x":1,"x":2}""" })
            Assert.That(schema.Check(Views.Json(inputs)), Is.Not.Empty);
    }

    private static IEnumerable<TestCaseData> Cases()
    {
        foreach (var row in Views.Json(TestFiles.Read("Mapping/schema-cases.json")).EnumerateArray())
        {
            var schema = row.GetProperty("schema");
            foreach (var inputs in row.GetProperty("valid").EnumerateArray())
                yield return new TestCaseData(schema, inputs, null).SetArgDisplayNames(schema.GetRawText(), inputs.GetRawText(), "valid");
            foreach (var pair in row.GetProperty("invalid").EnumerateArray())
                yield return new TestCaseData(schema, pair[0], pair[1].GetString()).SetArgDisplayNames(schema.GetRawText(), pair[0].GetRawText(), $"invalid at '{pair[1].GetString()}'");
        }
    }
}
