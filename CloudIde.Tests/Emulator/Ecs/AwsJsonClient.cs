using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace CloudIde.Tests.Emulator.Ecs;

/// <summary>Speaks AWS's JSON protocol, since the packages for these services are not on every feed.</summary>
internal sealed class AwsJsonClient(Uri endpoint, string targetPrefix) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = endpoint };

    /// <summary>Calls an operation that succeeds.</summary>
    public async Task<JsonElement> CallAsync(string operation, string input = "{}")
    {
        var (status, body) = await SendAsync(operation, input);
        Assert.True(status == 200, $"{operation}: {status} {body}");
        return body.Length == 0 ? default : JsonElement.Parse(body);
    }

    /// <summary>Calls an operation that fails.</summary>
    public async Task<(string Code, string Message, JsonElement Body)> FailAsync(string operation, string input = "{}")
    {
        var (status, body) = await SendAsync(operation, input);
        Assert.True(status is >= 400 and < 500, $"{operation}: {status} {body}");
        var error = JsonElement.Parse(body);
        var message = error.TryGetProperty("message", out var lower) || error.TryGetProperty("Message", out lower)
            ? lower.GetString()
            : "";
        return (error.GetProperty("__type").GetString()!.Split('#')[^1], message ?? "", error);
    }

    public void Dispose() => _http.Dispose();

    private async Task<(int Status, string Body)> SendAsync(string operation, string input)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(input));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = content };
        request.Headers.Add("X-Amz-Target", $"{targetPrefix}.{operation}");
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
