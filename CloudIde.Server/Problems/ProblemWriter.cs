using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace CloudIde.Server.Problems;

/// <summary>Writes problem details.</summary>
/// <remarks>
/// The framework's own writer is not used: it leaves the body empty when the Accept header does not name JSON, and then a
/// person at a shell sees a bare status.
/// </remarks>
internal static class ProblemWriter
{
    /// <summary>Answers a request with a problem that has only a message.</summary>
    /// <param name="context">The request. Its response must not have started.</param>
    /// <param name="status">The HTTP status code.</param>
    /// <param name="message">A sentence for a person.</param>
    /// <returns>When it is written.</returns>
    public static Task WriteAsync(HttpContext context, int status, string message) =>
        WriteAsync(context, new ProblemException(status, message));

    /// <summary>Answers a request with a problem.</summary>
    /// <param name="context">The request. Its response must not have started.</param>
    /// <param name="error">The problem.</param>
    /// <returns>When it is written.</returns>
    public static Task WriteAsync(HttpContext context, ProblemException error)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        response.ContentType = "application/problem+json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        if (error.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);
        }

        var problem = new ApiProblem(
            "about:blank",
            ReasonPhrases.GetReasonPhrase(error.Status),
            error.Status,
            error.Message,
            error.Message,
            Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
            error.Errors);
        return JsonSerializer.SerializeAsync(
            response.Body, problem, ProblemsJsonContext.Readable.ApiProblem, context.RequestAborted);
    }
}
