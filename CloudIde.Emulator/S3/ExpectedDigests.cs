namespace CloudIde.Emulator.S3;

/// <summary>What a client says about the body it sends.</summary>
/// <param name="Md5">Content-MD5, as hex.</param>
/// <param name="Sha256">The hex in x-amz-content-sha256, unless the body is unsigned or signed in chunks.</param>
/// <param name="Checksum">An x-amz-checksum header.</param>
/// <param name="Algorithm">An algorithm named without a value.</param>
internal sealed record ExpectedDigests(string? Md5, string? Sha256, Checksum? Checksum, ChecksumAlgorithm? Algorithm)
{
    /// <summary>Reads a request's headers.</summary>
    /// <param name="request">The request.</param>
    /// <returns>What it says.</returns>
    public static ExpectedDigests Read(S3Request request)
    {
        var sha256 = request.Header("x-amz-content-sha256");
        return new ExpectedDigests(
            ReadMd5(request.Header("Content-MD5")),
            sha256?.Length == 64 ? sha256.ToLowerInvariant() : null,
            ReadChecksum(request),
            ReadAlgorithm(request.Header("x-amz-sdk-checksum-algorithm") ?? request.Header("x-amz-checksum-algorithm")));
    }

    /// <summary>Finds the one checksum header.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The checksum, or null.</returns>
    public static Checksum? ReadChecksum(S3Request request)
    {
        Checksum? found = null;
        foreach (var (name, value) in request.Headers)
        {
            if (!name.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase) || Checksum.ParseHeader(name) is not { } algorithm)
            {
                continue;
            }

            if (found is not null)
            {
                throw S3Exception.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
            }

            found = new Checksum(algorithm, Validate(name, algorithm, value.ToString()));
        }

        return found;
    }

    /// <summary>Refuses a body that is not what the client said.</summary>
    /// <param name="md5">The body's MD5.</param>
    /// <param name="checksum">Its checksum.</param>
    /// <param name="sha256">Its SHA-256.</param>
    /// <param name="trailer">The checksum behind the body.</param>
    public void Check(string md5, Checksum? checksum, string? sha256, Checksum? trailer)
    {
        if (Sha256 is not null && Sha256 != sha256)
        {
            throw new S3Exception(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.",
                ("ClientComputedContentSHA256", Sha256), ("S3ComputedContentSHA256", sha256 ?? ""));
        }

        if (Md5 is not null && Md5 != md5)
        {
            throw new S3Exception(400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
        }

        var expected = Checksum ?? trailer;
        if (expected is not null && expected.Value != checksum?.Value)
        {
            throw S3Exception.BadDigest(S3.Checksum.NameOf(expected.Algorithm));
        }
    }

    /// <summary>Refuses a checksum that cannot be one.</summary>
    /// <param name="name">The header.</param>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="value">The value.</param>
    /// <returns>The value.</returns>
    public static string Validate(string name, ChecksumAlgorithm algorithm, string value)
    {
        var bytes = algorithm switch
        {
            ChecksumAlgorithm.Crc64Nvme => 8,
            ChecksumAlgorithm.Sha1 => 20,
            ChecksumAlgorithm.Sha256 => 32,
            _ => 4,
        };
        Span<byte> decoded = stackalloc byte[64];
        var text = value.AsSpan();
        var dash = text.LastIndexOf('-');
        return value.Length <= 80
            && Convert.TryFromBase64Chars(dash > 0 ? text[..dash] : text, decoded, out var length) && length == bytes
            ? value
            : throw S3Exception.InvalidRequest($"Value for {name} header is invalid.");
    }

    private static ChecksumAlgorithm? ReadAlgorithm(string? name) => name is null
        ? null
        : S3.Checksum.Parse(name) ?? throw S3Exception.InvalidRequest(
            "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");

    private static string? ReadMd5(string? header)
    {
        if (header is null)
        {
            return null;
        }

        Span<byte> digest = stackalloc byte[64];
        return header.Length <= 64 && Convert.TryFromBase64String(header, digest, out var length) && length == 16
            ? Convert.ToHexStringLower(digest[..16])
            : throw new S3Exception(400, "InvalidDigest", "The Content-MD5 you specified was invalid.", ("Content-MD5", header));
    }
}
