using System.Net;
using System.Text;
using CloudIde.Emulator.Redis;
using CloudIde.Server.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CloudIde.Tests.Server.Problems;

public sealed class ProblemTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("{\"name\":", "line 1")]
    [InlineData("nonsense", "line 1")]
    [InlineData("[]", "JSON object")]
    [InlineData("{\"name\":5}", "\"name\"")]
    [InlineData("{\"name\":\"\\ud800\"}", "\"name\"")]
    [InlineData("", "")]
    [InlineData("null", "")]
    public async Task Body_NotTheExpectedJson_Is400WithAHint(string body, string hint)
    {
        using var user = await server.SignUpAsync();

        var answer = await user.SendAsync(
            HttpMethod.Post, "/api/v2/projects", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Contains(hint, answer.Problem(HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_NotDeclaredAsJson_Is415()
    {
        using var user = await server.SignUpAsync();

        var answer = await user.SendAsync(HttpMethod.Post, "/api/v2/projects", new StringContent("name=x"));

        Assert.Contains("application/json", answer.Problem(HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Method_Wrong_Is405WithTheRightOnes()
    {
        using var user = await server.SignUpAsync();

        var answer = await user.SendAsync(HttpMethod.Patch, "/api/v2/projects");

        answer.Problem(HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["GET", "HEAD", "POST"], answer.Response.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Accept_Html_StillGetsAProblem()
    {
        using var nobody = new ApiClient(server.Address);

        (await nobody.SendAsync(HttpMethod.Get, "/api/v2/projects", null, ("Accept", "text/html"))).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Error_Unexpected_Is500WithATraceIdAndNoInternals()
    {
        await using var broken = new RunningServer();
        broken.Configure = builder => builder.Services.AddSingleton<IMetadataStore>(
            _ => new FailingMetadataStore(new InvalidOperationException("secret detail")));
        await broken.InitializeAsync();
        using var client = new ApiClient(broken.Address);

        var answer = await client.PostAsync("/api/v1/signin", new { username = "a", password = "b" });

        answer.Problem(HttpStatusCode.InternalServerError);
        Assert.DoesNotContain("secret detail", Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health")).Status);
        (await client.GetAsync("/alive")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task FileStore_Away_Is503WithRetryAfterAndNotReady()
    {
        await using var lonely = new RunningServer();
        await lonely.InitializeAsync();
        using var user = await lonely.SignUpAsync();
        lonely.Settings["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
        await lonely.RestartAsync();
        using var again = new ApiClient(lonely.Address, user.Token);

        var answer = await again.PostAsync("/api/v2/projects", new { name = "x" });

        answer.Problem(HttpStatusCode.ServiceUnavailable);
        Assert.True(answer.Response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Empty((await again.GetAsync("/api/v2/projects")).Is(HttpStatusCode.OK).Json.GetProperty("projects").EnumerateArray());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await again.GetAsync("/health")).Status);
    }

    [Fact]
    public async Task Health_Running_IsUp()
    {
        using var redis = RedisHost.Start();
        await using var whole = new RunningServer();
        whole.Settings["ConnectionStrings:redis"] = $"127.0.0.1:{redis.Port}";
        await whole.InitializeAsync();
        using var nobody = new ApiClient(whole.Address);

        Assert.Equal("up", (await nobody.GetAsync("/api/health")).Is(HttpStatusCode.OK).Json.GetProperty("status").GetString());
        (await nobody.GetAsync("/health")).Is(HttpStatusCode.OK);
        (await nobody.GetAsync("/alive")).Is(HttpStatusCode.OK);
    }
}
