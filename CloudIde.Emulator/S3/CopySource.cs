namespace CloudIde.Emulator.S3;

/// <summary>The source of a copy: <c>x-amz-copy-source: /bucket/key</c>, encoded, with or without the first slash.</summary>
internal static class CopySource
{
    /// <summary>Reads the header.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Bucket and key.</returns>
    public static (string Bucket, string Key) Parse(S3Request request)
    {
        var header = request.Header("x-amz-copy-source")!;
        var text = header.StartsWith('/') ? header[1..] : header;
        var version = text.IndexOf("?versionId=", StringComparison.Ordinal);
        if (version >= 0)
        {
            if (!text.EndsWith("=null", StringComparison.Ordinal))
            {
                throw S3Exception.NotImplemented("versionId");
            }

            text = text[..version];
        }

        text = S3Request.Decode(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < text.Length - 1
            ? (text[..slash], text[(slash + 1)..])
            : throw S3Exception.InvalidArgument("x-amz-copy-source", header,
                "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
    }
}
