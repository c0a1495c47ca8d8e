using System.Diagnostics;
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
    /// <summary>Answers a request with a problem.</summary>
    /// <param name="context">The request. Its response must not have started.</param>
    /// <param name="status">The HTTP status code.</param>
    /// <param name="message">A sentence for a person.</param>
    /// <param name="errors">For each field that is wrong, the sentences that say why; or null.</param>
    /// <returns>When it is written.</returns>
    public static Task WriteAsync(
        HttpContext context, int status, string message, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/problem+json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        var problem = new ApiProblem(
            "about:blank",
            ReasonPhrases.GetReasonPhrase(status),
            status,
            message,
            message,
            Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
            errors);
        return JsonSerializer.SerializeAsync(
            response.Body, problem, ProblemsJsonContext.Readable.ApiProblem, context.RequestAborted);
    }
}
