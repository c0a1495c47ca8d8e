using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Data.Sqlite;
using MongoDB.Driver;
using StackExchange.Redis;

namespace CloudIde.Server.Problems;

/// <summary>Which problem an exception is, without telling more than its reader should know.</summary>
internal static class ProblemFor
{
    /// <summary>Finds the answer to a request that failed.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="context">The request.</param>
    /// <returns>The problem; status 500 for what is a defect of the server.</returns>
    public static ProblemException Error(Exception error, HttpContext context) => error switch
    {
        ProblemException problem => problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(context),
        BadHttpRequestException { InnerException: JsonException json } => ProblemException.BadRequest(Describe(json)),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => new(
            StatusCodes.Status415UnsupportedMediaType,
            "The body must be JSON and the Content-Type header must say so: application/json."),
        BadHttpRequestException request => new(request.StatusCode, Sentence(request.Message)),
        AmazonServiceException or AmazonClientException or HttpRequestException => ProblemException.Unavailable(
            "The file store does not answer as it should. Try again in a moment."),
        RedisException or RedisTimeoutException => ProblemException.Unavailable(
            "The store for terminals does not answer. Try again in a moment."),
        SqliteException or MongoException or TimeoutException => ProblemException.Unavailable(
            "The account and project store does not answer. Try again in a moment."),
        _ => new(
            StatusCodes.Status500InternalServerError,
            "The server failed on this request. Its log has the cause under the traceId of this answer."),
    };

    /// <summary>Whether something that the server needs does not answer, rather than the server being wrong.</summary>
    /// <param name="error">What was thrown.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsOutage(Exception error) =>
        error is AmazonServiceException or AmazonClientException or HttpRequestException or RedisException or TimeoutException;

    private static ProblemException TooLarge(HttpContext context)
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        return ProblemException.TooLarge(limit is null
            ? "The body is too large."
            : string.Create(CultureInfo.InvariantCulture, $"The body is larger than {limit:N0} bytes, which is the limit here."));
    }

    private static string Describe(JsonException error)
    {
        // The reader's own exception is inside when the text is no JSON; without it, a value such as "$.name" does not fit.
        if (error.InnerException is not JsonException && error.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal))
        {
            return $"The body's \"{path[2..]}\" is not a valid value of its type.";
        }

        return error.LineNumber is { } line
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The body is not the expected JSON object: see line {line + 1}, byte {(error.BytePositionInLine ?? 0) + 1}.")
            : "The body is not the expected JSON object.";
    }

    private static string Sentence(string message) =>
        message.EndsWith('.') ? message : message + ".";
}
