using System.Net;
using System.Net.Http.Json;
using Xunit;

namespace CloudIde.Tests.Server.Accounts;

public sealed class CookieTests(RunningServer server) : IClassFixture<RunningServer>
{
    private string Origin => server.Address.GetLeftPart(UriPartial.Authority);

    [Fact]
    public async Task SignIn_Browser_GetsACookieOutOfReachOfScriptsAndOtherSites()
    {
        using var user = await server.SignUpAsync();

        var cookie = await CookieOfAsync(user);

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Cookie_WithoutHeader_SignsIn()
    {
        using var user = await server.SignUpAsync();

        var answer = await WithCookieAsync(user, HttpMethod.Get, "/api/v2/auth/me");

        Assert.Equal(user.UserId, answer.Is(HttpStatusCode.OK).Json.GetProperty("user").GetProperty("id").GetString());
    }

    [Fact]
    public async Task SignOut_Browser_LosesTheCookie()
    {
        using var user = await server.SignUpAsync();

        var answer = await WithCookieAsync(user, HttpMethod.Post, "/api/v2/auth/logout", ("Origin", Origin));

        var cookie = answer.Is(HttpStatusCode.OK).Response.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("cloudide_session=;", cookie, StringComparison.Ordinal);
        Assert.Contains("expires=Thu, 01 Jan 1970", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_WithoutSession_IsFineToo()
    {
        using var nobody = new ApiClient(server.Address);

        (await nobody.SendAsync(HttpMethod.Post, "/api/v2/auth/logout")).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Cookie_WriteFromAnotherSitesPage_Is403(string header, string value)
    {
        using var user = await server.SignUpAsync();

        var answer = await WithCookieAsync(user, HttpMethod.Post, "/api/v2/projects", (header, value));

        Assert.Contains("another site", answer.Problem(HttpStatusCode.Forbidden), StringComparison.Ordinal);
        Assert.Empty((await user.GetAsync("/api/v2/projects")).Json.GetProperty("projects").EnumerateArray());
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("X-Nothing", "x")]
    public async Task Cookie_WriteFromTheOwnPageOrNoBrowser_Works(string header, string value)
    {
        using var user = await server.SignUpAsync();

        (await WithCookieAsync(user, HttpMethod.Post, "/api/v2/projects", (header, value))).Is(HttpStatusCode.Created);
        (await WithCookieAsync(user, HttpMethod.Post, "/api/v2/projects", ("Origin", Origin))).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task SignIn_FromAnotherSitesPage_Is403()
    {
        using var nobody = new ApiClient(server.Address);

        var answer = await nobody.SendAsync(
            HttpMethod.Post,
            "/api/v1/signin",
            JsonContent.Create(new { username = "a", password = "b" }),
            ("Origin", "https://evil.example"));

        answer.Problem(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Bearer_WriteWithForeignOrigin_Works()
    {
        using var user = await server.SignUpAsync();

        var answer = await user.SendAsync(
            HttpMethod.Post, "/api/v2/projects", JsonContent.Create(new { name = "x" }), ("Origin", "https://tool.example"));

        answer.Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Bearer_InvalidBesideAValidCookie_Is401()
    {
        using var user = await server.SignUpAsync();
        using var client = new ApiClient(server.Address, "invalid");

        var answer = await client.SendAsync(HttpMethod.Get, "/api/v2/auth/me", null, ("Cookie", "cloudide_session=" + user.Token));

        answer.Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Request_ForAForeignHostName_IsRefusedOnALoopbackServer()
    {
        using var user = await server.SignUpAsync();

        var answer = await user.SendAsync(HttpMethod.Get, "/api/v2/auth/me", null, ("Host", "rebound.example:5080"));

        answer.Problem(HttpStatusCode.BadRequest);
    }

    private static async Task<string> CookieOfAsync(ApiClient user)
    {
        var answer = await user.PostAsync("/api/v1/signin", new { username = user.Username, password = "correct horse" });
        return answer.Response.Headers.GetValues("Set-Cookie").Single();
    }

    private async Task<ApiAnswer> WithCookieAsync(
        ApiClient user, HttpMethod method, string path, params (string, string)[] headers)
    {
        var cookie = (await CookieOfAsync(user)).Split(';')[0];
        using var browser = new ApiClient(server.Address);
        var content = method == HttpMethod.Get ? null : JsonContent.Create(new { name = "P" });
        return await browser.SendAsync(method, path, content, [("Cookie", cookie), .. headers]);
    }
}
