using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace CloudIde.Tests.Emulator.S3;

public sealed class PayloadTests(S3Server server) : IClassFixture<S3Server>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The checksums of "123456789", from the CRC catalogue and the SHA standards.</summary>
    public static TheoryData<string, string> Known => new()
    {
        { "crc32", "y/Q5Jg==" },
        { "crc32c", "4waSgw==" },
        { "crc64nvme", "rosUhgp5mIg=" },
        { "sha1", "98O8HYCOBHMq32eZZczDTKeuNEE=" },
        { "sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public async Task Checksum_InAHeader_IsCheckedKeptAndReturned(string algorithm, string value)
    {
        var header = "x-amz-checksum-" + algorithm;
        Assert.Equal(HttpStatusCode.OK, (await PutAsync("header-" + algorithm, "123456789", (header, value))).Status);
        var wrong = await PutAsync("header-wrong", "123456780", (header, value));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.Status);
        Assert.Contains("<Code>BadDigest</Code>", wrong.Body, StringComparison.Ordinal);
        var malformed = await PutAsync("header-wrong", "123456789", (header, "AAA"));
        Assert.Contains("<Code>InvalidRequest</Code>", malformed.Body, StringComparison.Ordinal);

        using var get = new HttpRequestMessage(HttpMethod.Get, $"/{S3Server.Bucket}/header-{algorithm}");
        get.Headers.Add("x-amz-checksum-mode", "ENABLED");
        using var response = await server.Http.SendAsync(get, Cancellation);
        Assert.Equal(value, response.Headers.GetValues(header).Single());
    }

    [Theory]
    [MemberData(nameof(Known))]
    public async Task Checksum_InATrailer_IsChecked(string algorithm, string value)
    {
        var trailer = "x-amz-checksum-" + algorithm;
        var good = await PutChunkedAsync($"4\r\n1234\r\n5\r\n56789\r\n0\r\n{trailer}:{value}\r\n\r\n", 9, trailer);
        Assert.Equal(HttpStatusCode.OK, good.Status);
        var bad = await PutChunkedAsync($"9\r\n123456780\r\n0\r\n{trailer}:{value}\r\n\r\n", 9, trailer);
        Assert.Contains("<Code>BadDigest</Code>", bad.Body, StringComparison.Ordinal);
        var missing = await PutChunkedAsync("9\r\n123456789\r\n0\r\n\r\n", 9, trailer);
        Assert.Contains("<Code>MalformedTrailerError</Code>", missing.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("zz\r\n123\r\n0\r\n\r\n")]
    [InlineData("-1\r\n1\r\n0\r\n\r\n")]
    [InlineData("ffffffffffffffff\r\n1\r\n0\r\n\r\n")]
    [InlineData("3\r\n123456789\r\n0\r\n\r\n")]
    [InlineData("9\r\n1234")]
    [InlineData("9\r\n123456789\r\n")]
    [InlineData("9;chunk-signature=x\r\n123456789X\r\n0\r\n\r\n")]
    [InlineData("4\r\n1234\r\n0\r\n\r\n")]
    [InlineData("A\r\n1234567890\r\n0\r\n\r\n")]
    public async Task ChunkedBody_BadFraming_IsRefused(string body)
    {
        var (status, text) = await PutChunkedAsync(body, 9, null);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("<Code>IncompleteBody</Code>", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-MD5", "JfnnlDI7RTiF9RgfG2JNCw==", null)]
    [InlineData("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==", "BadDigest")]
    [InlineData("Content-MD5", "x", "InvalidDigest")]
    [InlineData("x-amz-content-sha256", "0000000000000000000000000000000000000000000000000000000000000000", "XAmzContentSHA256Mismatch")]
    [InlineData("x-amz-content-sha256", "nonsense", "InvalidArgument")]
    [InlineData("x-amz-trailer", "x-amz-checksum-crc99", "InvalidRequest")]
    [InlineData("x-amz-sdk-checksum-algorithm", "MD4", "InvalidRequest")]
    [InlineData("x-amz-storage-class", "PAPER", "InvalidStorageClass")]
    [InlineData("x-amz-acl", "public-read", "AccessControlListNotSupported")]
    [InlineData("x-amz-server-side-encryption", "aws:kms", "NotImplemented")]
    public async Task PutObject_Header_IsHonouredOrRefused(string name, string value, string? code)
    {
        var (status, body) = await PutAsync("header", "123456789", (name, value));
        Assert.Equal(code is null, status == HttpStatusCode.OK);
        Assert.Contains(code ?? "", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sdk_EachAlgorithm_IsAccepted()
    {
        foreach (var algorithm in (ChecksumAlgorithm[])[ChecksumAlgorithm.CRC32, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256])
        {
            var put = new PutObjectRequest { BucketName = S3Server.Bucket, Key = "sdk", ContentBody = "123456789", ChecksumAlgorithm = algorithm };
            await server.Client.PutObjectAsync(put, Cancellation);
            using var read = await server.Client.GetObjectAsync(
                new GetObjectRequest { BucketName = S3Server.Bucket, Key = "sdk", ChecksumMode = ChecksumMode.ENABLED }, Cancellation);
            using var reader = new StreamReader(read.ResponseStream);
            Assert.Equal("123456789", await reader.ReadToEndAsync(Cancellation));
        }
    }

    private async Task<(HttpStatusCode Status, string Body)> PutAsync(string key, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/{S3Server.Bucket}/{key}");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await server.Http.SendAsync(request, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private Task<(HttpStatusCode Status, string Body)> PutChunkedAsync(string body, int decodedLength, string? trailer)
    {
        var headers = new List<(string, string)>
        {
            ("x-amz-content-sha256", trailer is null ? "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" : "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ("x-amz-decoded-content-length", $"{decodedLength}"),
            ("Content-Encoding", "aws-chunked"),
        };
        if (trailer is not null)
        {
            headers.Add(("x-amz-trailer", trailer));
        }

        return PutAsync("chunked", body, [.. headers]);
    }
}
