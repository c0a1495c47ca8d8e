using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace CloudIde.Bench.Clients;

/// <summary>A user's program: speaks the HTTP API as documented, and knows nothing of the server's types.</summary>
internal sealed class IdeClient : IDisposable
{
    /// <summary>Every account's.</summary>
    public const string Password = "correct horse battery";

    private readonly HttpClient _http;

    private IdeClient(HttpClient http, string token, string username)
    {
        _http = http;
        Token = token;
        Username = username;
    }

    public string Token { get; }

    public string Username { get; }

    public HttpClient Http => _http;

    /// <summary>Signs a new user up and in.</summary>
    public static async Task<IdeClient> SignUpAsync(Uri server, CancellationToken cancellationToken, string? username = null)
    {
        username ??= "user" + Guid.NewGuid().ToString("N")[..12];
        var http = new HttpClient { BaseAddress = server };
        var credentials = new { username, email = username + "@example.com", password = Password };
        await ReadAsync(await http.PostAsJsonAsync("api/v1/signup", credentials, cancellationToken), HttpStatusCode.OK, cancellationToken);
        http.Dispose();
        return await SignInAsync(server, username, cancellationToken);
    }

    /// <summary>Signs an existing user in.</summary>
    public static async Task<IdeClient> SignInAsync(Uri server, string username, CancellationToken cancellationToken)
    {
        var http = new HttpClient { BaseAddress = server };
        var answer = await ReadAsync(
            await http.PostAsJsonAsync("api/v1/signin", new { username, password = Password }, cancellationToken),
            HttpStatusCode.OK,
            cancellationToken);
        var token = answer.GetProperty("token").GetString()!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new IdeClient(http, token, username);
    }

    /// <summary>Creates a project and returns its id.</summary>
    public async Task<string> CreateProjectAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(
            await _http.PostAsJsonAsync("api/v2/projects", new { name, stack = "python" }, cancellationToken),
            HttpStatusCode.Created,
            cancellationToken);
        return answer.GetProperty("project").GetProperty("id").GetString()!;
    }

    public async Task SaveFileAsync(string projectId, string path, string content, CancellationToken cancellationToken) =>
        await ReadAsync(
            await _http.PostAsJsonAsync($"api/v2/projects/{projectId}/files", new { path, content }, cancellationToken),
            HttpStatusCode.OK,
            cancellationToken);

    /// <summary>A file's text, or null when there is no such file.</summary>
    public async Task<string?> ReadFileAsync(string projectId, string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(
            $"api/v2/projects/{projectId}/files/{Uri.EscapeDataString(path)}?raw=1", cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Opens a terminal and returns its id.</summary>
    public async Task<string> OpenTerminalAsync(string projectId, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(
            await _http.PostAsJsonAsync($"api/v2/projects/{projectId}/terminals", new { cols = 100, rows = 30 }, cancellationToken),
            HttpStatusCode.Created,
            cancellationToken);
        return answer.GetProperty("terminalId").GetString()!;
    }

    /// <summary>The ids of the project's terminals.</summary>
    public async Task<IReadOnlyList<string>> ListTerminalsAsync(string projectId, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(
            await _http.GetAsync($"api/v2/projects/{projectId}/terminals", cancellationToken), HttpStatusCode.OK, cancellationToken);
        return [.. answer.GetProperty("terminals").EnumerateArray().Select(terminal => terminal.GetProperty("terminalId").GetString()!)];
    }

    /// <summary>Closes a terminal; its files are saved when this ends.</summary>
    public async Task CloseTerminalAsync(string projectId, string terminalId, CancellationToken cancellationToken) =>
        await ReadAsync(
            await _http.DeleteAsync($"api/v2/projects/{projectId}/terminals/{terminalId}", cancellationToken),
            HttpStatusCode.OK,
            cancellationToken);

    /// <summary>Attaches to a terminal.</summary>
    public Task<TerminalClient> AttachAsync(
        string projectId, string terminalId, CancellationToken cancellationToken, long offset = 0, string? viewer = null) =>
        TerminalClient.ConnectAsync(_http.BaseAddress!, Token, projectId, terminalId, offset, viewer, cancellationToken);

    public void Dispose() => _http.Dispose();

    private static async Task<JsonElement> ReadAsync(
        HttpResponseMessage response, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        using (response)
        {
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            if (response.StatusCode != expected)
            {
                throw new HttpRequestException($"Expected {expected}, got {response.StatusCode}: {body}");
            }

            return body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body);
        }
    }
}
