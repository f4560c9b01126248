using System.Net;
using HeroProc.Events.Dispatch.Outbound;

namespace HeroProc.Events.Tests.Dispatch.Outbound;

[Parallelizable(ParallelScope.All)]
internal sealed class PublicAddressTests
{
    [TestCase("8.8.8.8", true)]
    [TestCase("172.15.255.255", true)]
    [TestCase("172.32.0.0", true)]
    [TestCase("100.63.255.255", true)]
    [TestCase("0.0.0.0", false)]
    [TestCase("10.1.2.3", false)]
    [TestCase("100.64.0.1", false)]
    [TestCase("127.255.255.254", false)]
    [TestCase("169.254.169.254", false)]
    [TestCase("172.16.0.1", false)]
    [TestCase("172.31.255.255", false)]
    [TestCase("192.0.0.1", false)]
    [TestCase("192.168.0.1", false)]
    [TestCase("198.18.0.1", false)]
    [TestCase("224.0.0.1", false)]
    [TestCase("255.255.255.255", false)]
    [TestCase("2606:4700:4700::1111", true)]
    [TestCase("::", false)]
    [TestCase("::1", false)]
    [TestCase("::127.0.0.1", false)]
    [TestCase("::ffff:8.8.8.8", true)]
    [TestCase("::ffff:10.0.0.1", false)]
    [TestCase("::ffff:169.254.169.254", false)]
    [TestCase("64:ff9b::808:808", true)]
    [TestCase("64:ff9b::7f00:1", false)]
    [TestCase("64:ff9b:1::1", false)]
    [TestCase("2002:7f00:1::", false)]
    [TestCase("2001::1", false)]
    [TestCase("2001:db8::1", false)]
    [TestCase("fc00::1", false)]
    [TestCase("fd00:ec2::254", false)]
    [TestCase("fe80::1", false)]
    [TestCase("fe80::1%1", false)]
    [TestCase("fec0::1", false)]
    [TestCase("ff02::1", false)]
    public void Is_TellsThePublicInternetFromEverythingElse(string address, bool expected) =>
        Assert.That(PublicAddress.Is(IPAddress.Parse(address)), Is.EqualTo(expected));
}
