using System.Net;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CloudIde.Tests.Server.Accounts;

public sealed class AccountTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task SignUp_ValidFields_AnswersTheUserWithoutAnyPassword()
    {
        using var client = new ApiClient(server.Address);

        var answer = await client.PostAsync("/api/v1/signup", Account("Ada"));

        var user = answer.Is(HttpStatusCode.OK).Json.GetProperty("user");
        Assert.NotEmpty(answer.Json.GetProperty("message").GetString()!);
        Assert.Equal("Ada", user.GetProperty("username").GetString());
        Assert.Equal("Ada@example.com", user.GetProperty("email").GetString());
        Assert.NotEmpty(user.GetProperty("id").GetString()!);
        Assert.Equal(3, user.EnumerateObject().Count());
    }

    [Theory]
    [InlineData(null, "a@example.com", "long enough", "username")]
    [InlineData("a", "a@example.com", "long enough", "username")]
    [InlineData("-ab", "a@example.com", "long enough", "username")]
    [InlineData("a b", "a@example.com", "long enough", "username")]
    [InlineData("a@b", "a@example.com", "long enough", "username")]
    [InlineData("valid", null, "long enough", "email")]
    [InlineData("valid", "nobody", "long enough", "email")]
    [InlineData("valid", "Ada <a@example.com>", "long enough", "email")]
    [InlineData("valid", "a@b@c", "long enough", "email")]
    [InlineData("valid", "a@example.com", null, "password")]
    [InlineData("valid", "a@example.com", "short", "password")]
    [InlineData("longname1", "a@example.com", "LongName1", "password")]
    public async Task SignUp_OneInvalidField_NamesExactlyThatField(string? username, string? email, string? password, string field)
    {
        using var client = new ApiClient(server.Address);

        var answer = await client.PostAsync("/api/v1/signup", new { username, email, password });

        Assert.NotEmpty(answer.Problem(HttpStatusCode.BadRequest));
        Assert.Equal([field], answer.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task SignUp_EverythingMissing_NamesAllFields()
    {
        using var client = new ApiClient(server.Address);

        var answer = await client.PostAsync("/api/v1/signup", new { });

        answer.Problem(HttpStatusCode.BadRequest);
        Assert.Equal(3, answer.Json.GetProperty("errors").EnumerateObject().Count());
    }

    [Fact]
    public async Task SignUp_NameOrAddressTakenInOtherCase_IsConflict()
    {
        using var client = new ApiClient(server.Address);
        (await client.PostAsync("/api/v1/signup", Account("Grace"))).Is(HttpStatusCode.OK);

        var name = await client.PostAsync(
            "/api/v1/signup", new { username = "gRACE", email = "other@example.com", password = "correct horse" });
        var email = await client.PostAsync(
            "/api/v1/signup", new { username = "other", email = "gRACE@EXAMPLE.com", password = "correct horse" });

        Assert.Contains("username", name.Problem(HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Contains("e-mail", email.Problem(HttpStatusCode.Conflict), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignUp_SameNameManyTimesAtOnce_SucceedsOnce()
    {
        using var client = new ApiClient(server.Address);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => client.PostAsync(
            "/api/v1/signup", new { username = "racer", email = $"racer{i}@example.com", password = "correct horse" })));

        Assert.Equal(1, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("/api/v1/signin", "Linus1")]
    [InlineData("/api/v2/auth/login", "linus2")]
    [InlineData("/api/v2/auth/login", "LINUS3@example.com")]
    public async Task SignIn_RightPassword_AnswersATokenThatTheApiTakes(string route, string login)
    {
        using var client = new ApiClient(server.Address);
        (await client.PostAsync("/api/v1/signup", Account(login.Split('@')[0]))).Is(HttpStatusCode.OK);

        var answer = (await client.PostAsync(route, new { username = login, password = "correct horse" })).Is(HttpStatusCode.OK);

        Assert.NotEmpty(answer.Json.GetProperty("message").GetString()!);
        client.Token = answer.Json.GetProperty("token").GetString();
        var me = (await client.GetAsync("/api/v2/auth/me")).Is(HttpStatusCode.OK).Json.GetProperty("user");
        Assert.Equal(answer.Json.GetProperty("user").GetRawText(), me.GetRawText());
    }

    [Fact]
    public async Task SignIn_WrongPasswordOrUnknownName_IsTheSame401()
    {
        using var user = await server.SignUpAsync();
        using var nobody = new ApiClient(server.Address);

        var wrong = await nobody.PostAsync("/api/v1/signin", new { username = user.Username, password = "incorrect horse" });
        var unknown = await nobody.PostAsync("/api/v1/signin", new { username = "no-such-user", password = "incorrect horse" });

        Assert.Equal(wrong.Problem(HttpStatusCode.Unauthorized), unknown.Problem(HttpStatusCode.Unauthorized));
        Assert.False(wrong.Response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task SignIn_FieldsMissing_Is400()
    {
        using var client = new ApiClient(server.Address);

        (await client.PostAsync("/api/v1/signin", new { username = "x" })).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task SignIn_WrongPasswordsBeyondTheBurst_MustWaitForThisAccountOnly()
    {
        using var target = await server.SignUpAsync();
        using var other = await server.SignUpAsync();
        using var attacker = new ApiClient(server.Address);
        ApiAnswer answer;
        var tries = 0;
        do
        {
            answer = await attacker.PostAsync("/api/v1/signin", new { username = target.Username, password = "guess " + tries });
        }
        while (answer.Status == HttpStatusCode.Unauthorized && ++tries < 40);

        answer.Problem(HttpStatusCode.TooManyRequests);
        Assert.InRange(tries, 20, 39);
        Assert.True(answer.Response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        (await attacker.PostAsync("/api/v1/signin", new { username = other.Username, password = "correct horse" }))
            .Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Password_InTheStore_IsOnlyAHash()
    {
        using var user = await server.SignUpAsync();
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(server.DataDirectory, "metadata.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT password_hash FROM users WHERE id = $id";
        command.Parameters.AddWithValue("$id", user.UserId);

        var hash = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;

        Assert.DoesNotContain("correct", hash, StringComparison.Ordinal);
        Assert.True(Convert.FromBase64String(hash).Length > 48);
    }

    private static object Account(string username) =>
        new { username, email = $"{username}@example.com", password = "correct horse" };
}
