using CloudIde.Server.Problems;
using Microsoft.Net.Http.Headers;

namespace CloudIde.Server.Files;

/// <summary>The If-Match and If-None-Match of a request (RFC 9110, section 13.1).</summary>
internal sealed class FilePreconditions
{
    private readonly IList<EntityTagHeaderValue> _match;
    private readonly IList<EntityTagHeaderValue> _noneMatch;

    private FilePreconditions(IList<EntityTagHeaderValue> match, IList<EntityTagHeaderValue> noneMatch)
    {
        _match = match;
        _noneMatch = noneMatch;
    }

    /// <summary>Whether the request has any.</summary>
    public bool Any => _match.Count > 0 || _noneMatch.Count > 0;

    /// <summary>Reads the headers of a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The preconditions.</returns>
    /// <exception cref="ProblemException">400 when a header cannot be read: ignoring it could overwrite what it protects.</exception>
    public static FilePreconditions Of(HttpRequest request)
    {
        return new FilePreconditions(Read("If-Match"), Read("If-None-Match"));

        IList<EntityTagHeaderValue> Read(string name)
        {
            var values = request.Headers[name];
            if (values.Count == 0)
            {
                return [];
            }

            return EntityTagHeaderValue.TryParseStrictList(values.ToArray()!, out var tags) && tags.Count > 0
                ? tags
                : throw ProblemException.BadRequest($"The header {name} must be * or quoted ETags, such as \"9a0364b9\".");
        }
    }

    /// <summary>Whether a reader has the file already, so that 304 is the answer.</summary>
    /// <param name="etag">The file's ETag.</param>
    /// <returns>Whether If-None-Match names it.</returns>
    public bool IsKnown(string etag) => _noneMatch.Count > 0 && Names(_noneMatch, etag, strong: false);

    /// <summary>Refuses a write when the file is not as the client believes.</summary>
    /// <param name="etag">The file's ETag, or null when there is no such file.</param>
    /// <exception cref="ProblemException">412.</exception>
    public void Check(string? etag)
    {
        if (_match.Count > 0 && (etag is null || !Names(_match, etag, strong: true)))
        {
            throw ProblemException.PreconditionFailed(etag is null
                ? "The file does not exist (any more)."
                : "The file was changed by someone else since you read it.");
        }

        if (_noneMatch.Count > 0 && etag is not null && Names(_noneMatch, etag, strong: true))
        {
            throw ProblemException.PreconditionFailed("The file exists already.");
        }
    }

    private static bool Names(IList<EntityTagHeaderValue> tags, string etag, bool strong)
    {
        var current = EntityTagHeaderValue.Parse(etag);
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, strong));
    }
}
