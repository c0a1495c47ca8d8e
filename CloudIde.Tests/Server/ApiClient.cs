using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Xunit;

namespace CloudIde.Tests.Server;

/// <summary>A client of the API over real HTTP, as one user or as nobody. Keeps no cookies.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    public ApiClient(Uri address, string? token = null)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };
        Token = token;
    }

    public string? Token { get; set; }

    public string UserId { get; private set; } = "";

    public string Username { get; private set; } = "";

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    /// <summary>Makes a fresh account and signs in with it.</summary>
    public static async Task<ApiClient> SignUpAsync(Uri address, string? username = null)
    {
        username ??= "u" + Guid.NewGuid().ToString("N");
        var client = new ApiClient(address) { Username = username };
        (await client.PostAsync("/api/v1/signup", new { username, email = $"{username}@example.com", password = "correct horse" }))
            .Is(HttpStatusCode.OK);
        var answer = (await client.PostAsync("/api/v1/signin", new { username, password = "correct horse" })).Is(HttpStatusCode.OK);
        client.Token = answer.Json.GetProperty("token").GetString();
        client.UserId = answer.Json.GetProperty("user").GetProperty("id").GetString()!;
        return client;
    }

    public async Task<string> CreateProjectAsync(string name = "P", string? stack = null) =>
        (await PostAsync("/api/v2/projects", new { name, stack })).Is(HttpStatusCode.Created)
            .Json.GetProperty("project").GetProperty("id").GetString()!;

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body));

    public Task<ApiAnswer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body));

    public Task<ApiAnswer> PutBytesAsync(string path, byte[] bytes, string? contentType = null, params (string, string)[] headers)
    {
        var content = new ByteArrayContent(bytes);
        if (contentType is not null)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        return SendAsync(HttpMethod.Put, path, content, headers);
    }

    public Task<ApiAnswer> DeleteAsync(string path, params (string, string)[] headers) =>
        SendAsync(HttpMethod.Delete, path, null, headers);

    public async Task<ApiAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        var response = await _http.SendAsync(request, CancellationToken);
        return new ApiAnswer(response.StatusCode, response, await response.Content.ReadAsByteArrayAsync(CancellationToken));
    }

    public void Dispose() => _http.Dispose();
}
