using System.Globalization;
using System.Text;

namespace CloudIde.Tests.Emulator.Hosting.Hostile;

/// <summary>Requests to S3 other than those with XML in them. The bucket <c>real-bucket</c> and the upload are there.</summary>
/// <param name="uploadId">An upload that goes on, of the key <c>parts</c>.</param>
internal sealed class HostileS3(string uploadId)
{
    private const string Bucket = "/real-bucket";
    private const string Chunked = "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nContent-Encoding: aws-chunked\r\n";

    private static readonly string[] Methods = ["GET", "PUT", "DELETE", "POST"];

    private static readonly string[] Headers =
    [
        "Content-MD5: x", "Content-MD5: AAAAAAAAAAAAAAAAAAAAAA==", "Content-MD5: ", "x-amz-content-sha256: x",
        "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "x-amz-checksum-crc32: x",
        "x-amz-checksum-crc32: AAAAAA==", "x-amz-checksum-sha256: AAAA", "x-amz-checksum-crc32: AAAAAA==\r\nx-amz-checksum-sha1: AAAA",
        "x-amz-sdk-checksum-algorithm: x", "x-amz-trailer: x", "x-amz-trailer: x-amz-checksum-x", "x-amz-copy-source: ", "x-amz-copy-source: x",
        "x-amz-copy-source: /", "x-amz-copy-source: /real-bucket/%zz", "x-amz-copy-source: real-bucket/none", "x-amz-copy-source: real-bucket/../../x",
        "x-amz-copy-source: none/none?versionId=x", "x-amz-tagging: a=b&a=c", "x-amz-storage-class: x", "x-amz-acl: public-read",
        "x-amz-grant-read: id=x", "x-amz-object-lock-mode: GOVERNANCE", "x-amz-expected-bucket-owner: x", "x-amz-expected-bucket-owner: 111111111111",
        "If-Match: \"x\"", "Authorization: AWS4-HMAC-SHA256 x", "Authorization: AWS x", "x-amz-meta-a: " + new string('x', 3000),
    ];

    private static readonly string[] Queries =
    [
        "list-type=2&continuation-token=x", "list-type=2&continuation-token=", "list-type=2&continuation-token=%%%", "list-type=2&continuation-token=eA",
        "list-type=2&continuation-token=a_-/", "list-type=3", "list-type=x", "max-keys=x", "max-keys=-1", "max-keys=99999999999999999999", "max-keys=1e9",
        "encoding-type=x", "list-type=2&encoding-type=base64", "uploads&max-uploads=x", "uploads&max-uploads=-1", "uploads&encoding-type=x",
        "X-Amz-Signature=x", "X-Amz-Expires=-1&X-Amz-Signature=x", "X-Amz-Algorithm=x&X-Amz-Credential=x&X-Amz-Signature=x&X-Amz-Date=x&X-Amz-SignedHeaders=x&X-Amz-Expires=x",
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a/20260101/us-east-1/s3/aws4_request&X-Amz-Signature=x&X-Amz-Date=20200101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Expires=1",
        "AWSAccessKeyId=x&Signature=x&Expires=1", "AWSAccessKeyId=x&Signature=x&Expires=x", "AWSAccessKeyId=x", "tagging", "cors",
    ];

    private static readonly string[] Frames =
    [
        "", "\r\n", "x", "z\r\n", "-1\r\nx\r\n0\r\n\r\n", "5\r\nhello", "5\r\nhello\r\n", "5\r\nhel\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "FFFFFFFFFFFFFFFF\r\nx",
        "7FFFFFFFFFFFFFF\r\nx", "5;chunk-signature\r\nhello\r\n0;chunk-signature\r\nx", "5\nhello\n0\n\n5\r\n", "0x5\r\nhello\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\nno-colon\r\n\r\n", "5\r\nhello\r\n0\r\n:x\r\n\r\n", "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:x\r\n\r\n",
        "4\r\nhell\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "6\r\nhello!\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "1\r\nh\r\n1\r\ne\r\n",
    ];

    /// <summary>A request of a random kind.</summary>
    public HostileRequest Next(Random random) => random.Next(9) switch
    {
        0 => Path(random),
        1 => Climbing(random),
        2 => HostileRequest.Whole("S3, query", "GET", $"{Bucket}?{random.Pick(Queries)}", "", []),
        3 => Header(random),
        4 => Frame(random),
        5 => Length(random),
        6 => Part(random),
        7 => HostileRequest.Whole("S3, bucket's name", "PUT", $"/{random.Pick(["UPPER", "a", "-a-b", "a..b", "192.168.0.1", "a_b", "xn--a", new('a', 64), "%e2%82%ac", "%20", ".."])}", "", []),
        _ => Method(random),
    };

    private static HostileRequest Path(Random random)
    {
        var folders = string.Concat(Enumerable.Range(0, random.Next(4)).Select(i => $"{i}/"));
        var target = random.Next(4) switch
        {
            0 => $"{Bucket}/{folders}{new string('k', random.Next(1025, 20_000))}",
            1 => $"/{random.Pick(HostileText.Encodings)}{folders}",
            _ => $"{Bucket}/{folders}{random.Pick(HostileText.Encodings)}/x{random.Pick(HostileText.Encodings)}",
        };
        return HostileRequest.Whole("S3, path", random.Pick(Methods), target, "", []);
    }

    private static HostileRequest Climbing(Random random)
    {
        var up = random.Pick(["..", "%2e%2e", ".%2E", "%2e."]);
        var slash = random.Pick(["/", "%2f", "%2F"]);
        var depth = random.Next(4);
        var path = string.Concat(Enumerable.Range(0, depth).Select(i => $"d{i}{slash}"))
            + string.Concat(Enumerable.Repeat(up + slash, depth + random.Next(1, 10)));
        return HostileRequest.Whole("S3, climbs out of its bucket", random.Pick(Methods), $"{Bucket}/{path}etc{slash}passwd", "", "x"u8.ToArray());
    }

    private static HostileRequest Header(Random random)
    {
        var header = random.Pick(Headers);
        var method = header.StartsWith("If-", StringComparison.Ordinal) ? "PUT" : random.Pick(["PUT", "PUT", "PUT", "DELETE"]);
        var body = "hello"u8.ToArray();
        return method == "PUT"
            ? HostileRequest.Whole("S3, header", method, $"{Bucket}/hostile", header + "\r\n", body)
            : HostileRequest.Whole("S3, headers without end", method, $"{Bucket}/none", $"x-amz-meta-a: {new string('x', random.Next(17_000, 200_000))}\r\n", []);
    }

    private static HostileRequest Frame(Random random)
    {
        var frames = random.Next(6) == 0
            ? Encoding.Latin1.GetString([.. Enumerable.Range(0, random.Next(1, 2000)).Select(_ => (byte)random.Next(256))])
            : random.Next(6) == 0 ? $"5;{new string('x', random.Next(20_000, 100_000))}" : random.Pick(Frames);
        var decoded = random.Next(8) == 0 ? random.Pick(["", "x", "-1", "1e3", "99999999999999999999", "6000000000"]) : "5";
        return HostileRequest.Whole(
            "S3, chunks", "PUT", $"{Bucket}/hostile", $"{Chunked}x-amz-decoded-content-length: {decoded}\r\nx-amz-trailer: x-amz-checksum-crc32\r\n", Encoding.Latin1.GetBytes(frames));
    }

    private static HostileRequest Length(Random random)
    {
        var body = new byte[random.Next(5000)];
        return random.Next(3) switch
        {
            0 => HostileRequest.WithLength("S3, body ends early", "PUT", $"{Bucket}/hostile", "", body, body.Length + random.NextInt64(1, 1L << 30)) with { Ends = true },
            1 => HostileRequest.WithLength("S3, announces too much", "PUT", $"{Bucket}/hostile", "", body, random.NextInt64(6L << 30, long.MaxValue)),
            _ => HostileRequest.Raw("S3, no length", $"PUT {Bucket}/hostile HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n") with { IsWhole = true },
        };
    }

    private HostileRequest Part(Random random)
    {
        var number = random.Pick(["0", "-1", "10001", "x", "", "1e2", "99999999999999999999", "1.5", "%31%zz"]);
        var other = random.Pick(HostileText.Encodings) + uploadId;
        var target = random.Next(5) switch
        {
            0 => $"{Bucket}/parts?partNumber={number}&uploadId={uploadId}",
            1 => $"{Bucket}/parts?partNumber=1&uploadId={Uri.EscapeDataString(other)}",
            2 => $"{Bucket}/parts?partNumber=1&uploadId=..%2F..%2Fx",
            3 => $"{Bucket}/other?partNumber=1&uploadId={uploadId}",
            _ => $"{Bucket}/parts?partNumber=1",
        };
        return HostileRequest.Whole("S3, part", "PUT", target, "", "x"u8.ToArray());
    }

    private static HostileRequest Method(Random random)
    {
        var method = random.Pick(["PATCH", "TRACE", "FOO", "get", "Post", "PROPFIND", "OPTIONS", new string('M', random.Next(1, 100))]);
        var target = random.Pick(["/", Bucket, $"{Bucket}/kept", "/none", string.Create(CultureInfo.InvariantCulture, $"/none/{random.Next()}")]);
        return HostileRequest.Whole("S3, method", method, target, "", []);
    }
}
