using System.Text;

namespace CloudIde.Emulator.S3;

/// <summary>The headers that a client stores with an object and gets back.</summary>
internal static class ObjectHeaders
{
    private const string MetadataPrefix = "x-amz-meta-";

    /// <summary>S3's limit for names and values of the user's metadata together, in bytes.</summary>
    private const int MaxMetadataBytes = 2048;

    private static readonly string[] Stored =
        ["Cache-Control", "Content-Disposition", "Content-Language", "Expires", "x-amz-website-redirect-location"];

    /// <summary>Reads the headers of a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The headers, names in lower case.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(S3Request request)
    {
        var stored = new List<KeyValuePair<string, string>>
        {
            KeyValuePair.Create("content-type", request.Header("Content-Type") is { Length: > 0 } type ? type : "binary/octet-stream"),
        };
        if (ContentEncoding(request.Headers.ContentEncoding.ToString()) is { Length: > 0 } encoding)
        {
            stored.Add(KeyValuePair.Create("content-encoding", encoding));
        }

        foreach (var name in Stored)
        {
            if (request.Header(name) is { Length: > 0 } value)
            {
                stored.Add(KeyValuePair.Create(name.ToLowerInvariant(), value));
            }
        }

        var metadataBytes = 0;
        foreach (var (name, value) in request.Headers)
        {
            if (name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            {
                var text = value.ToString();
                metadataBytes += name.Length - MetadataPrefix.Length + Encoding.UTF8.GetByteCount(text);
                stored.Add(KeyValuePair.Create(name.ToLowerInvariant(), text));
            }
        }

        return metadataBytes <= MaxMetadataBytes
            ? stored
            : throw new S3Exception(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
    }

    /// <summary><c>aws-chunked</c> is how the body travels, not how the object is encoded.</summary>
    private static string ContentEncoding(string header) => header.Contains("aws-chunked", StringComparison.OrdinalIgnoreCase)
        ? string.Join(',', header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(coding => !coding.Equals("aws-chunked", StringComparison.OrdinalIgnoreCase)))
        : header;
}
