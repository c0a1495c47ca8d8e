using System.Globalization;
using System.Text;
using Amazon.S3.Model;
using CloudIde.Core.Projects;
using CloudIde.Server.Problems;
using Microsoft.Net.Http.Headers;

namespace CloudIde.Server.Files;

/// <summary>Sends a file, as raw bytes or as text in JSON.</summary>
internal static class FileReader
{
    /// <summary>
    /// A project's file comes from its users and is served from the IDE's own origin. In a sandbox it has no origin and
    /// runs no script, so an HTML or SVG file cannot act as the person who opens it.
    /// </summary>
    private const string Sandbox =
        "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Streams a file's bytes.</summary>
    /// <param name="context">The request.</param>
    /// <param name="file">The open file.</param>
    /// <returns>When all is sent.</returns>
    public static async Task SendBytesAsync(HttpContext context, GetObjectResponse file)
    {
        var name = new ContentDispositionHeaderValue("inline");
        name.SetHttpFileName(file.Key[(file.Key.LastIndexOf('/') + 1)..]);

        var response = context.Response;
        response.ContentType = ContentTypes.ForServing(file.Headers.ContentType);
        response.ContentLength = file.ContentLength;
        response.Headers.ContentSecurityPolicy = Sandbox;
        response.Headers.XFrameOptions = "SAMEORIGIN";
        response.Headers.ContentDisposition = name.ToString();
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (file.LastModified is { } time)
        {
            response.GetTypedHeaders().LastModified = time;
        }

        await file.ResponseStream.CopyToAsync(response.Body, context.RequestAborted);
    }

    /// <summary>Sends a text file as JSON.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="file">The open file.</param>
    /// <returns>When all is sent.</returns>
    /// <exception cref="ProblemException">413 for a file that is too large for this form, 415 for one that is no text.</exception>
    public static async Task SendTextAsync(HttpContext context, ProjectPath path, GetObjectResponse file)
    {
        if (file.ContentLength > FileLimits.MaxTextBytes)
        {
            throw ProblemException.TooLarge(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} has {file.ContentLength:N0} bytes, more than the {FileLimits.MaxTextBytes:N0} that are sent as JSON. Add ?raw=1 to get its bytes."));
        }

        var bytes = new byte[file.ContentLength];
        await file.ResponseStream.ReadExactlyAsync(bytes, context.RequestAborted);
        string text;
        try
        {
            text = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // Replacement characters would look like the file, and saving them would destroy it.
            throw new ProblemException(
                StatusCodes.Status415UnsupportedMediaType, $"{path} is not UTF-8 text. Add ?raw=1 to get its bytes.");
        }

        await context.Response.WriteAsJsonAsync(
            new FileContentAnswer(
                path.Value, text, file.ContentLength, file.LastModified?.ToUniversalTime() ?? DateTime.UnixEpoch, file.ETag),
            context.RequestAborted);
    }
}
