using System.Text;
using CloudIde.Core.Projects;
using CloudIde.Server.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace CloudIde.Server.Files;

/// <summary>The file of a request to <c>/api/v2/projects/{id}/files/{path}</c>. Parameter type of endpoints.</summary>
/// <remarks>
/// The path comes from the request line and not from routing: the web server decodes the URL except for %2F, and after
/// that <c>a%2Fb</c> and <c>a%252Fb</c> look the same. It also resolves '..', which is an error here.
/// </remarks>
/// <param name="Path">The file's path.</param>
internal sealed record FilePathInUrl(ProjectPath Path)
{
    /// <summary>The segments before the path: api, v2, projects, the id, files.</summary>
    private const int LeadingSegments = 5;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the path out of a request; called by the framework for parameters.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The path.</returns>
    /// <exception cref="ProblemException">400 when the path is not valid.</exception>
    public static ValueTask<FilePathInUrl?> BindAsync(HttpContext context) =>
        ValueTask.FromResult<FilePathInUrl?>(new FilePathInUrl(
            Parse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, context.GetRouteValue("projectId") as string)));

    /// <summary>Reads the path out of a request line's target.</summary>
    /// <param name="target">The target, such as <c>/api/v2/projects/p1/files/src%2Fapp.py?raw=1</c>.</param>
    /// <param name="projectId">The project that routing found.</param>
    /// <returns>The path.</returns>
    /// <exception cref="ProblemException">400 when the path is not valid.</exception>
    internal static ProjectPath Parse(string target, string? projectId)
    {
        var text = target.AsSpan();
        if (text.IndexOf('?') is var query and >= 0)
        {
            text = text[..query];
        }

        // A proxy may send the absolute form: http://host/api/...
        if (text.IndexOf("://", StringComparison.Ordinal) is var scheme and > 0)
        {
            text = text[(scheme + 3)..];
            text = text[Math.Max(0, text.IndexOf('/'))..];
        }

        ReadOnlySpan<char> id = default;
        for (var i = 0; i < LeadingSegments; i++)
        {
            text = text.IsEmpty ? text : text[1..];
            var end = text.IndexOf('/');
            if (end < 0)
            {
                throw ProblemException.BadRequest("The path is empty.");
            }

            id = i == LeadingSegments - 2 ? text[..end] : id;
            text = text[end..];
        }

        // Dot segments before the path would shift it; then routing has found another id than is here.
        if (projectId is null || Decode(id) != projectId)
        {
            throw ProblemException.BadRequest("The URL must not have '.' or '..' segments.");
        }

        return ProjectPath.TryParse(Decode(text[1..]), out var path, out var problem)
            ? path
            : throw ProblemException.BadRequest(problem);
    }

    /// <summary>Decodes percent encoding, strictly. '+' is a plus: this is a path, not a form.</summary>
    private static string Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[StrictUtf8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] != '%')
            {
                // Kestrel lets only ASCII into a request line.
                bytes[length++] = (byte)text[i++];
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                throw ProblemException.BadRequest("The path has a '%' that is not followed by two hex digits; '%' itself is %25.");
            }

            bytes[length++] = Convert.FromHexString(text.Slice(i + 1, 2))[0];
            i += 3;
        }

        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            throw ProblemException.BadRequest("The path is not percent-encoded UTF-8.");
        }
    }
}
