using System.Net;
using System.Text.Json;
using Xunit;

namespace CloudIde.Tests.Server;

/// <summary>An answer of the API, read to the end.</summary>
internal sealed record ApiAnswer(HttpStatusCode Status, HttpResponseMessage Response, byte[] Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string ETag => Response.Headers.ETag!.ToString();

    /// <summary>Passes on an answer with the expected status; otherwise fails with the body, which says why.</summary>
    public ApiAnswer Is(HttpStatusCode expected)
    {
        Assert.True(expected == Status, $"Expected {(int)expected}, got {(int)Status}: {System.Text.Encoding.UTF8.GetString(Body)}");
        return this;
    }

    /// <summary>Checks that the answer is complete problem details, and returns its message.</summary>
    public string Problem(HttpStatusCode expected)
    {
        Is(expected);
        Assert.Equal("application/problem+json", Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal((int)expected, Json.GetProperty("status").GetInt32());
        Assert.NotEmpty(Json.GetProperty("title").GetString()!);
        Assert.NotEmpty(Json.GetProperty("type").GetString()!);
        Assert.NotEmpty(Json.GetProperty("traceId").GetString()!);
        var message = Json.GetProperty("message").GetString()!;
        Assert.Equal(message, Json.GetProperty("detail").GetString());
        return message;
    }
}
