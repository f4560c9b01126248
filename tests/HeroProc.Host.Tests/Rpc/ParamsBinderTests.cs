using System.Text.Json;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Rpc.Binding;

namespace HeroProc.Host.Tests.Rpc;

[TestFixture]
internal sealed class ParamsBinderTests
{
    private readonly ParamsBinder _binder = new(TestRpcJson.Default.BindParams);

    [TestCase("""{}""", "name: is required")]
    [TestCase("""{"nam":"x"}""", "nam: unknown field; did you mean 'name'?", "name: is required")]
    [TestCase("""{"name":"x","zzzzzzzz":1}""", "zzzzzzzz: unknown field; known are name, count, ratio, since, colour, ids, env, policy, anything, action, at")]
    [TestCase("""{"Name":"x"}""", "Name: unknown field; did you mean 'name'?", "name: is required")]
    [TestCase("""{"name":"x","name":"y"}""", "name: stands there twice")]
    [TestCase("""{"name":null}""", "name: expected a string, came null")]
    [TestCase("""{"name":7}""", "name: expected a string, came 7")]
    [TestCase("""{"name":"x","count":1.5}""", "count: expected a whole number from -2147483648 to 2147483647, came 1.5")]
    [TestCase("""{"name":"x","count":2147483648}""", "count: expected a whole number from -2147483648 to 2147483647, came 2147483648")]
    [TestCase("""{"name":"x","count":"1"}""", "count: expected a whole number from -2147483648 to 2147483647, came a string")]
    [TestCase("""{"name":"x","count":null}""", "count: expected a whole number from -2147483648 to 2147483647, came null")]
    [TestCase("""{"name":"x","since":-1}""", "since: expected a whole number from 0 to 18446744073709551615, came -1")]
    [TestCase("""{"name":"x","ratio":1e999}""", "ratio: expected a number, came 1e999")]
    [TestCase("""{"name":"x","colour":"blue"}""", "colour: expected one of dark_red, green, came 'blue'")]
    [TestCase("""{"name":"x","colour":"Green"}""", "colour: expected one of dark_red, green, came 'Green'")]
    [TestCase("""{"name":"x","colour":1}""", "colour: expected one of dark_red, green, came a number")]
    [TestCase("""{"name":"x","ids":[1,2,"x",null,3.5]}""", "ids[2]: expected a whole number from -2147483648 to 2147483647, came a string", "ids[3]: expected a whole number from -2147483648 to 2147483647, came null", "ids[4]: expected a whole number from -2147483648 to 2147483647, came 3.5")]
    [TestCase("""{"name":"x","ids":{}}""", "ids: expected a list, came an object")]
    [TestCase("""{"name":"x","env":{"A":1,"B":"b","B":"c"}}""", "env.A: expected a string, came 1", "env.B: stands there twice")]
    [TestCase("""{"name":"x","env":[]}""", "env: expected an object, came a list")]
    [TestCase("""{"name":"x","policy":{"retry":{"max_attempts":true,"max_attemps":1}}}""", "policy.retry.max_attempts: expected a whole number from -2147483648 to 2147483647, came a boolean", "policy.retry.max_attemps: unknown field; did you mean 'max_attempts'?")]
    [TestCase("""{"name":"x","policy":{}}""", "policy.retry: is required")]
    [TestCase("""{"name":"x","policy":{"retry":{"fallback":{"retry":{"fallback":7}}}}}""", "policy.retry.fallback.retry.fallback: expected an object, came a number")]
    [TestCase("""{"name":"x","action":{"run":"a"}}""", "action.kind: is required; one of emit, job")]
    [TestCase("""{"name":"x","action":{"kind":"rpc"}}""", "action.kind: expected one of emit, job, came 'rpc'")]
    [TestCase("""{"name":"x","action":{"kind":"job","type":"a"}}""", "action.type: unknown field; known are kind, run", "action.run: is required")]
    [TestCase("""{"name":"x","at":"tomorrow"}""", "at: expected a time in ISO 8601, came a string")]
    [TestCase("""[{"name":"x"},{}]""", ": expected an object of named params, or a list holding just that object")]
    [TestCase("""["x"]""", ": expected an object of named params, or a list holding just that object")]
    public void Bind_NamesEveryFaultWithItsPath(string parameters, params string[] faults)
    {
        var bound = _binder.Bind(JsonElement.Parse(parameters));

        Assert.That(bound.Error?.Code, Is.EqualTo(RpcErrorCode.InvalidParams));
        Assert.That(Faults(bound.Error!), Is.EqualTo(faults));
    }

    [TestCase("""{"name":"x"}""")]
    [TestCase("""[{"name":"x"}]""")]
    [TestCase("""{"name":"x","count":-5,"ratio":null,"since":18446744073709551615,"colour":"dark_red","ids":[],"env":{"A":""},"policy":{"retry":{}},"anything":{"a":1,"a":2},"action":{"kind":"emit","type":"t"},"at":"2024-01-02T03:04:05Z"}""")]
    [TestCase("""{"name":"x","action":{"type":"t","kind":"emit"},"policy":null,"colour":null}""")]
    public void Bind_Binds_WhenEverythingIsRight(string parameters)
    {
        var bound = _binder.Bind(JsonElement.Parse(parameters));

        Assert.That(bound.Error, Is.Null);
        Assert.That(((BindParams)bound.Value!).Name, Is.EqualTo("x"));
    }

    [Test]
    public void Bind_KeepsDefaults_WhenAFieldIsAbsent()
    {
        var bound = (BindParams)_binder.Bind(JsonElement.Parse("""{"name":"x","policy":{"retry":{}}}""")).Value!;

        Assert.Multiple(() =>
        {
            Assert.That(bound.Policy!.Retry.MaxAttempts, Is.EqualTo(5));
            Assert.That(bound.Policy.Enabled, Is.True);
        });
    }

    [Test]
    public void Bind_CountsTheRest_WhenThereAreVeryManyFaults()
    {
        var bound = _binder.Bind(JsonElement.Parse($$"""{"name":"x","ids":[{{string.Join(',', Enumerable.Repeat("true", 250))}}]}"""));

        var faults = Faults(bound.Error!);
        Assert.That(faults, Has.Count.EqualTo(101));
        Assert.That(faults[^1], Is.EqualTo(": and 150 more faults"));
    }

    [Test]
    public void Bind_NeverTellsATypeOfOurs_WhenAConverterRefuses()
    {
        var binder = new ParamsBinder(PickyJson.Default.PickyParams);

        var bound = binder.Bind(JsonElement.Parse("""{"value":"no"}"""));

        Assert.That(Faults(bound.Error!), Is.EqualTo(new[] { "value: a string that cannot be read as what is expected here" }));
    }

    [Test]
    public void Binder_StopsTheStart_WhenADefaultWouldBeLost() =>
        Assert.That(
            static () => new ParamsBinder(PickyJson.Default.ForgetfulParams).Shape.Schema(),
            Throws.InvalidOperationException.With.Message.Contains("ForgetfulParams.count"));

    [Test]
    public void Policies_KeepTheirDefaults_WhenReadFromJson() => Assert.Multiple(static () =>
    {
        Assert.That(JsonSerializer.Deserialize("{}", PickyJson.Default.RetryPolicy), Is.EqualTo(new RetryPolicy()));
        Assert.That(JsonSerializer.Deserialize("{}", PickyJson.Default.SchedulePolicy), Is.EqualTo(new SchedulePolicy()));
        Assert.That(new RetryPolicy().MaxAttempts, Is.EqualTo(1));
    });

    private static List<string> Faults(RpcError error) =>
        [.. error.Details!["errors"]!.AsArray().Select(static fault => $"{fault!["path"]}: {fault["message"]}")];
}
