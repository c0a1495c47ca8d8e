using System.Text;

namespace CloudIde.Emulator.S3;

/// <summary>
/// Which bucket and key a request is for. It is read from the target as it came: the framework's path has dot
/// segments removed and keeps %2F, and a key may hold "..", "//" and anything else.
/// </summary>
/// <param name="Bucket">The bucket's name; empty for a request about all of them.</param>
/// <param name="Key">The key; empty for a request about the bucket.</param>
internal readonly record struct S3Address(string Bucket, string Key)
{
    private const int MaxKeyBytes = 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the address of a request.</summary>
    /// <param name="host">The Host header.</param>
    /// <param name="rawTarget">The request's target as it came.</param>
    /// <returns>The address.</returns>
    /// <exception cref="S3Exception">The key is too long, is not UTF-8, or leaves the bucket.</exception>
    public static S3Address Parse(string host, string rawTarget)
    {
        var path = PathOf(rawTarget);
        var bucket = BucketOf(host);
        if (bucket.Length == 0)
        {
            var slash = path.IndexOf('/');
            bucket = Decode(slash < 0 ? path : path[..slash]);
            path = slash < 0 ? default : path[(slash + 1)..];
        }

        return new S3Address(bucket, DecodeKey(path));
    }

    /// <summary>Reads the source of a copy: <c>bucket/key</c>, percent-encoded, perhaps with a slash before it.</summary>
    /// <param name="source">The value of x-amz-copy-source.</param>
    /// <returns>The address.</returns>
    public static S3Address ParseCopySource(string source)
    {
        var path = source.AsSpan();
        var query = path.IndexOf('?');
        if (query >= 0)
        {
            if (path[(query + 1)..] is not "versionId=null")
            {
                throw S3Errors.InvalidArgument("Invalid version id specified", "x-amz-copy-source", source);
            }

            path = path[..query];
        }

        path = path.StartsWith("/", StringComparison.Ordinal) ? path[1..] : path;

        // Some clients encode the slash behind the bucket too.
        var decoded = DecodeKey(path, MaxKeyBytes + 64);
        var slash = decoded.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == decoded.Length - 1)
        {
            throw S3Errors.InvalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey", "x-amz-copy-source", source);
        }

        return new S3Address(decoded[..slash], Inside(decoded[(slash + 1)..]));
    }

    /// <summary>The bucket in a host name such as <c>b.localhost</c>, <c>b.s3.localhost</c> or
    /// <c>b.s3.us-east-1.localhost.localstack.cloud</c>.</summary>
    /// <param name="host">The Host header.</param>
    /// <returns>The bucket's name, or nothing where the host names none.</returns>
    public static string BucketOf(string host)
    {
        var colon = host.LastIndexOf(':');
        var name = (colon < 0 ? host : host[..colon]).ToLowerInvariant();
        foreach (var suffix in (ReadOnlySpan<string>)[".localhost.localstack.cloud", ".localhost", ".amazonaws.com"])
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
            {
                return WithoutService(name[..^suffix.Length], suffix == ".localhost");
            }
        }

        return "";
    }

    private static string WithoutService(string name, bool bucketAlone)
    {
        if (name == "s3" || (name.StartsWith("s3.", StringComparison.Ordinal) && name.Count('.') == 1))
        {
            return "";
        }

        if (name.EndsWith(".s3", StringComparison.Ordinal))
        {
            return name[..^3];
        }

        var dot = name.LastIndexOf('.');
        return dot > 0 && name.AsSpan(0, dot).EndsWith(".s3", StringComparison.Ordinal) ? name[..(dot - 3)] : bucketAlone ? name : "";
    }

    private static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        var query = target.IndexOf('?');
        target = query < 0 ? target : target[..query];
        if (!target.StartsWith("/", StringComparison.Ordinal))
        {
            // A proxy's form: http://host/path. "*" is about the server, so about no bucket.
            var scheme = target.IndexOf("://", StringComparison.Ordinal);
            target = scheme < 0 ? default : target[(scheme + 3)..];
            var slash = target.IndexOf('/');
            target = slash < 0 ? default : target[slash..];
        }

        return target.IsEmpty ? target : target[1..];
    }

    private static string DecodeKey(ReadOnlySpan<char> encoded, int maximum = MaxKeyBytes)
    {
        var key = Decode(encoded);
        var size = Utf8.GetByteCount(key);
        if (size > maximum)
        {
            throw new S3Exception(400, "KeyTooLongError", "Your key is too long")
            {
                Details = [("Size", $"{size}"), ("MaxSizeAllowed", $"{MaxKeyBytes}")],
            };
        }

        return Inside(key);
    }

    /// <summary>
    /// Refuses a key that, read from its start, has more ".." than other segments at some place. So does AWS ("Naming
    /// Amazon S3 objects"), which takes any other ".." to the letter.
    /// </summary>
    private static string Inside(string key)
    {
        if (!key.Contains("..", StringComparison.Ordinal))
        {
            return key;
        }

        var depth = 0;
        foreach (var segment in key.AsSpan().Split('/'))
        {
            depth += key.AsSpan(segment) is ".." ? -1 : 1;
            if (depth < 0)
            {
                throw new S3Exception(400, "InvalidURI", "Couldn't parse the specified URI: its key leaves the bucket.");
            }
        }

        return key;
    }

    private static string Decode(ReadOnlySpan<char> encoded)
    {
        if (encoded.IndexOf('%') < 0 && System.Text.Ascii.IsValid(encoded))
        {
            return encoded.ToString();
        }

        try
        {
            var bytes = new byte[Utf8.GetMaxByteCount(encoded.Length)];
            var length = 0;
            while (!encoded.IsEmpty)
            {
                var percent = encoded.IndexOf('%');
                var plain = percent < 0 ? encoded : encoded[..percent];
                length += Utf8.GetBytes(plain, bytes.AsSpan(length));
                encoded = encoded[plain.Length..];
                if (encoded.IsEmpty)
                {
                    break;
                }

                if (encoded.Length < 3 || !char.IsAsciiHexDigit(encoded[1]) || !char.IsAsciiHexDigit(encoded[2]))
                {
                    throw new S3Exception(400, "InvalidURI", "Couldn't parse the specified URI.");
                }

                bytes[length++] = Convert.FromHexString(encoded.Slice(1, 2))[0];
                encoded = encoded[3..];
            }

            return Utf8.GetString(bytes, 0, length);
        }
        catch (Exception exception) when (exception is DecoderFallbackException or EncoderFallbackException)
        {
            throw new S3Exception(400, "InvalidURI", "Couldn't parse the specified URI: it is not UTF-8.");
        }
    }
}
