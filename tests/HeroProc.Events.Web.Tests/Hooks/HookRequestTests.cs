using System.Net;
using HeroProc.Events.Web.Hooks;
using Microsoft.AspNetCore.Http;

namespace HeroProc.Events.Web.Tests.Hooks;

internal sealed class HookRequestTests
{
    [Test]
    public void Of_KeepsRepeatedHeadersApart_WhenASenderSendsOneTwice()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Append("X-Signature", "one");
        context.Request.Headers.Append("X-Signature", "two");

        var request = HookRequest.Of(context, default);

        Assert.That(request.Headers.Values("x-signature"), Is.EqualTo(["one", "two"]));
    }

    [Test]
    public void Of_TakesMethodQueryBodyAndAddress_FromTheRequest()
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "post";
        context.Request.QueryString = new QueryString("?payload=%7B%7D");
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");

        var request = HookRequest.Of(context, new byte[] { 1, 2 });

        Assert.Multiple(() =>
        {
            Assert.That(request.Method, Is.EqualTo("POST"));
            Assert.That(request.Query, Is.EqualTo("payload=%7B%7D"));
            Assert.That(request.Body.ToArray(), Is.EqualTo(new byte[] { 1, 2 }));
            Assert.That(request.RemoteAddress, Is.EqualTo(IPAddress.Parse("192.0.2.7")));
        });
    }
}
