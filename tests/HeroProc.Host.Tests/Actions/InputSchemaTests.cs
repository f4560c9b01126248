using System.Text.Json;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Actions;

namespace HeroProc.Host.Tests.Actions;

internal sealed class InputSchemaTests
{
    [TestCase("""{"type":"object"}""", "{}", "")]
    [TestCase("""{"type":"object"}""", "[]", "inputs")]
    [TestCase("""{"type":["string","null"]}""", "null", "")]
    [TestCase("""{"type":"integer"}""", "1.0", "")]
    [TestCase("""{"type":"integer"}""", "1.5", "inputs")]
    [TestCase("""{"enum":["a",{"b":[1]}]}""", """{"b":[1]}""", "")]
    [TestCase("""{"enum":["a"]}""", "\"b\"", "inputs")]
    [TestCase("""{"const":1}""", "2", "inputs")]
    [TestCase("""{"properties":{"a":{"items":{"type":"string"}}}}""", """{"a":["x",1]}""", "inputs.a[1]")]
    [TestCase("""{"required":["a","b"]}""", """{"a":1}""", "inputs.b")]
    [TestCase("""{"additionalProperties":false,"properties":{"a":true}}""", """{"a":1,"b":2}""", "inputs.b")]
    [TestCase("""{"additionalProperties":{"type":"string"}}""", """{"a":1}""", "inputs.a")]
    [TestCase("""{"minLength":2,"maxLength":2}""", "\"\ud83d\ude00x\"", "")]
    [TestCase("""{"pattern":"^a+$"}""", "\"aab\"", "inputs")]
    [TestCase("""{"minimum":1,"exclusiveMaximum":3,"multipleOf":0.5}""", "2.5", "")]
    [TestCase("""{"exclusiveMaximum":3}""", "3", "inputs")]
    [TestCase("""{"minItems":1,"uniqueItems":true}""", "[1,1]", "inputs")]
    [TestCase("""{"anyOf":[{"type":"string"},{"type":"number"}]}""", "true", "inputs")]
    [TestCase("""{"oneOf":[{"minimum":1},{"maximum":5}]}""", "3", "inputs")]
    [TestCase("""{"allOf":[{"minimum":1},{"maximum":5}]}""", "9", "inputs")]
    [TestCase("""{"not":{"type":"null"}}""", "null", "inputs")]
    [TestCase("""{"$ref":"#/$defs/t","$defs":{"t":{"type":"object","properties":{"next":{"$ref":"#/$defs/t"}}}}}""", """{"next":{"next":1}}""", "inputs.next.next")]
    public void Check_FindsTheFault(string schema, string inputs, string expectedPath)
    {
        var errors = Parse(schema).Check(JsonElement.Parse(inputs));
        Assert.That(string.Join(' ', errors.Select(error => error.Path).Distinct()), Is.EqualTo(expectedPath));
    }

    [TestCase("""{"$ref":"#"}""")]
    [TestCase("""{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}""")]
    [TestCase("""{"pattern":"^(a+)+$"}""")]
    [CancelAfter(10_000)]
    public void Check_Ends_WhateverTheSchema(string schema) =>
        Assert.That(Parse(schema).Check(JsonSerializer.SerializeToElement(new string('a', 50_000) + "!")), Is.Not.Empty);

    [TestCase("""[]""")]
    [TestCase("\"not json\"")]
    [TestCase("""{"type":"thing"}""")]
    [TestCase("""{"$ref":"file:///etc/passwd"}""")]
    [TestCase("""{"pattern":"(?=a)"}""")]
    [TestCase("""{"properties":[]}""")]
    [TestCase("""{"if":{"type":"string"}}""")]
    [TestCase("""{"required":"a"}""")]
    public void Parse_RefusesWhatItCannotApply(string schema)
    {
        var errors = new List<FieldError>();
        Assert.That(InputSchema.Parse(JsonElement.Parse(schema), errors), Is.Null);
        Assert.That(errors, Is.Not.Empty);
    }

    [Test]
    public void Parse_TakesASchemaInAText() =>
        Assert.That(Parse(JsonSerializer.Serialize("""{"type":"object"}""")).Check(JsonElement.Parse("1")), Has.Count.EqualTo(1));

    private static InputSchema Parse(string schema)
    {
        var errors = new List<FieldError>();
        var parsed = InputSchema.Parse(JsonElement.Parse(schema), errors);
        Assert.That(errors, Is.Empty);
        return parsed!;
    }
}
