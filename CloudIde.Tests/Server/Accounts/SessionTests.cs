using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Server.Accounts;

public sealed class SessionTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly RunningServer _server = new();

    public SessionTests()
    {
        _server.Configure = builder => builder.Services.AddSingleton<TimeProvider>(_time);
        _server.Settings["CLOUDIDE_SESSION_HOURS"] = "2";
    }

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Token_PastItsLifetime_Is401()
    {
        using var user = await _server.SignUpAsync();

        _time.Advance(TimeSpan.FromMinutes(119));
        (await user.GetAsync("/api/v2/auth/me")).Is(HttpStatusCode.OK);
        _time.Advance(TimeSpan.FromMinutes(2));

        (await user.GetAsync("/api/v2/auth/me")).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Token_AfterARestart_IsStillValid()
    {
        using var user = await _server.SignUpAsync();
        var project = await user.CreateProjectAsync("kept");

        await _server.RestartAsync();

        using var again = new ApiClient(_server.Address, user.Token);
        var list = (await again.GetAsync("/api/v2/projects")).Is(HttpStatusCode.OK).Json.GetProperty("projects");
        Assert.Equal(project, Assert.Single(list.EnumerateArray()).GetProperty("id").GetString());
        (await again.PostAsync("/api/v1/signin", new { username = user.Username, password = "correct horse" })).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Token_OfAnotherSecretOrWithoutSignature_Is401()
    {
        using var user = await _server.SignUpAsync();
        var unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + user.Token!.Split('.')[1] + ".";
        foreach (var token in new[] { "x", user.Token[..^2] + "AA", unsigned })
        {
            using var other = new ApiClient(_server.Address, token);
            (await other.GetAsync("/api/v2/projects")).Problem(HttpStatusCode.Unauthorized);
        }

        _server.Settings["JWT_SECRET"] = "another-value-0123456789-0123456789-0123";
        await _server.RestartAsync();
        using var later = new ApiClient(_server.Address, user.Token);
        (await later.GetAsync("/api/v2/projects")).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Token_OfAUserThatIsGone_Is401()
    {
        using var user = await _server.SignUpAsync();
        _server.Settings["CLOUDIDE_DATA"] = Path.Combine(_server.DataDirectory, "other");
        await _server.RestartAsync();

        using var again = new ApiClient(_server.Address, user.Token);

        (await again.GetAsync("/api/v2/auth/me")).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task SignIn_TooManyFromOneAddress_Is429WithRetryAfter()
    {
        _server.Settings["CLOUDIDE_SIGNIN_LIMIT"] = "3";
        await _server.RestartAsync();
        using var client = new ApiClient(_server.Address);

        var answers = new List<ApiAnswer>();
        for (var i = 0; i < 5; i++)
        {
            answers.Add(await client.PostAsync("/api/v2/auth/login", new { username = "nobody" + i, password = "x" }));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, answers[0].Status);
        answers[4].Problem(HttpStatusCode.TooManyRequests);
        Assert.True(answers[4].Response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }
}
