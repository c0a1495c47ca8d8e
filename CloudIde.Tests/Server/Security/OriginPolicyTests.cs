using CloudIde.Server.Security;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CloudIde.Tests.Server.Security;

public sealed class OriginPolicyTests
{
    [Theory]
    [InlineData("ide.example.com", null, null, true)]
    [InlineData("ide.example.com", "https://ide.example.com", null, true)]
    [InlineData("ide.example.com", "http://ide.example.com", null, true)]
    [InlineData("ide.example.com:80", "http://ide.example.com", null, true)]
    [InlineData("localhost:5080", "http://localhost:5080", null, true)]
    [InlineData("[::1]:5080", "http://[::1]:5080", null, true)]
    [InlineData("localhost:5080", "http://localhost:3000", null, false)]
    [InlineData("localhost:5080", "http://localhost", null, false)]
    [InlineData("ide.example.com", "https://ide.example.com.evil.example", null, false)]
    [InlineData("ide.example.com", "null", null, false)]
    [InlineData("ide.example.com", "", null, false)]
    [InlineData("ide.example.com", "file://ide.example.com", null, false)]
    [InlineData("ide.example.com", null, "same-origin", true)]
    [InlineData("ide.example.com", null, "none", true)]
    [InlineData("ide.example.com", null, "same-site", false)]
    [InlineData("ide.example.com", null, "cross-site", false)]
    [InlineData("ide.example.com", "https://ide.example.com", "cross-site", false)]
    [InlineData("ide.example.com", "https://evil.example", "same-origin", false)]
    [InlineData("internal:8080", "https://public.example", null, true)]
    [InlineData("internal:8080", "https://public.example", "same-origin", true)]
    public void IsAllowed_OriginAndFetchSite_AreWeighedAgainstTheHost(string host, string? origin, string? fetchSite, bool expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Scheme = "http";
        request.Host = new HostString(host);
        if (origin is not null)
        {
            request.Headers.Origin = origin;
        }

        if (fetchSite is not null)
        {
            request.Headers["Sec-Fetch-Site"] = fetchSite;
        }

        Assert.Equal(expected, new OriginPolicy(new Uri("https://public.example/")).IsAllowed(request));
    }

    [Theory]
    [InlineData(true, "localhost:5080", true)]
    [InlineData(true, "127.0.0.1:5080", true)]
    [InlineData(true, "[::1]:5080", true)]
    [InlineData(true, "ide.localhost", true)]
    [InlineData(true, "public.example", true)]
    [InlineData(true, "rebound.example:5080", false)]
    [InlineData(true, "192.168.1.2", false)]
    [InlineData(true, "localhost.evil.example", false)]
    [InlineData(false, "anything.example", true)]
    public void HostNames_OnLoopbackOrNot_AnswerToTheirOwnNames(bool loopbackOnly, string host, bool expected) =>
        Assert.Equal(expected, new HostNames(loopbackOnly, new Uri("https://public.example/")).IsAllowed(new HostString(host)));
}
