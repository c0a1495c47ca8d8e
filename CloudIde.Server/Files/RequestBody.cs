using CloudIde.Core.Projects;
using CloudIde.Server.Problems;
using Microsoft.AspNetCore.WebUtilities;

namespace CloudIde.Server.Files;

/// <summary>What the file routes read out of requests.</summary>
internal static class RequestBody
{
    /// <summary>Larger bodies are kept in a temporary file.</summary>
    private const int MemoryThreshold = 256 << 10;

    /// <summary>Reads a body of any size, with bounded memory, into a stream that can seek.</summary>
    /// <remarks>
    /// Not passed on to S3 as it arrives: the length may be unknown until the end, a retry needs the bytes again, and a
    /// client that goes away half way must not leave half a file.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The body, at its beginning. The caller disposes it, which removes the temporary file.</returns>
    public static async Task<Stream> SpoolAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var spool = new FileBufferingReadStream(request.Body, MemoryThreshold, bufferLimit: null, Path.GetTempPath());
        try
        {
            await spool.DrainAsync(cancellationToken);
            spool.Position = 0;
            return spool;
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads a path that came in a JSON field.</summary>
    /// <param name="field">The field's name.</param>
    /// <param name="text">The field's value.</param>
    /// <returns>The path.</returns>
    /// <exception cref="ProblemException">400, naming the field.</exception>
    public static ProjectPath PathOf(string field, string? text)
    {
        if (!ProjectPath.TryParse(text, out var path, out var problem))
        {
            var errors = new FieldErrors();
            errors.Add(field, problem);
            errors.ThrowIfAny();
        }

        return path;
    }
}
