using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace CloudIde.Tests.Emulator.S3;

public sealed class ObjectTests(S3Server server) : IClassFixture<S3Server>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PutObject_WithHeadersAndMetadata_ComesBackWhole()
    {
        var put = new PutObjectRequest { BucketName = S3Server.Bucket, Key = "whole", ContentBody = "hello", ContentType = "text/x-test" };
        put.Metadata["Colour"] = "blue";
        put.Headers.CacheControl = "max-age=5";
        put.Headers.ContentDisposition = "attachment";
        var written = await server.Client.PutObjectAsync(put, Cancellation);
        using var read = await server.Client.GetObjectAsync(S3Server.Bucket, "whole", Cancellation);

        Assert.Equal("\"5d41402abc4b2a76b9719d911017c592\"", written.ETag);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal("text/x-test", read.Headers.ContentType);
        Assert.Equal("max-age=5", read.Headers.CacheControl);
        Assert.Equal("attachment", read.Headers.ContentDisposition);
        Assert.Equal("blue", read.Metadata["colour"]);
        Assert.Equal("hello", await ReadAsync(read));
    }

    [Theory]
    [InlineData("a/..")]
    [InlineData("a/b/../../etc/passwd")]
    [InlineData("..a/..b/...")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("folder/")]
    [InlineData("日本語/ü +&%25")]
    [InlineData("%2F%2e%2e")]
    [InlineData("x?y#z=<'\">")]
    [InlineData("emoji-\U0001F600")]
    public async Task Key_Odd_IsKeptAsItIs(string key)
    {
        await PutAsync(key, key);
        Assert.Equal(key, await GetAsync(key));
        var listed = await server.Client.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = S3Server.Bucket, Prefix = key }, Cancellation);
        Assert.Equal(key, Assert.Single(listed.S3Objects).Key);
        await server.Client.DeleteObjectAsync(S3Server.Bucket, key, Cancellation);
        await FailsAsync(HttpStatusCode.NotFound, "NoSuchKey", () => server.Client.GetObjectAsync(S3Server.Bucket, key, Cancellation));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../etc/passwd")]
    [InlineData("a/../../b")]
    public async Task Key_ThatLeavesTheBucket_IsRefused(string key) =>
        await FailsAsync(HttpStatusCode.BadRequest, "InvalidURI", () => PutAsync(key, ""));

    [Fact]
    public async Task Key_LongerThanTheLimit_IsRefused()
    {
        await PutAsync(new string('é', 512), "fits");
        await FailsAsync(HttpStatusCode.BadRequest, "KeyTooLongError", () => PutAsync(new string('é', 512) + "x", ""));
    }

    [Fact]
    public async Task PutObject_ConditionDoesNotHold_LeavesTheObject()
    {
        var etag = (await PutAsync("conditional", "1")).ETag;
        await FailsAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => PutAsync("conditional", "2", ifNoneMatch: "*"));
        await FailsAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => PutAsync("conditional", "2", ifMatch: "\"other\""));
        await FailsAsync(HttpStatusCode.NotFound, "NoSuchKey", () => PutAsync("conditional-missing", "2", ifMatch: etag));
        Assert.Equal("1", await GetAsync("conditional"));
        await PutAsync("conditional", "3", ifMatch: etag);
        Assert.Equal("3", await GetAsync("conditional"));
    }

    [Fact]
    public async Task PutObject_IfNoneMatchByManyAtOnce_OneWins()
    {
        var attempts = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            try
            {
                await PutAsync("race", $"{i}", ifNoneMatch: "*");
                return i;
            }
            catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return -1;
            }
        }));
        var winner = Assert.Single(attempts, i => i >= 0);
        Assert.Equal($"{winner}", await GetAsync("race"));
    }

    [Fact]
    public async Task DeleteObject_IfMatchFails_LeavesTheObject()
    {
        var etag = (await PutAsync("guarded", "1")).ETag;
        await FailsAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => server.Client.DeleteObjectAsync(
            new DeleteObjectRequest { BucketName = S3Server.Bucket, Key = "guarded", IfMatch = "\"other\"" }, Cancellation));
        await server.Client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = S3Server.Bucket, Key = "guarded", IfMatch = etag }, Cancellation);
        await FailsAsync(HttpStatusCode.NotFound, "NoSuchKey", () => server.Client.GetObjectAsync(S3Server.Bucket, "guarded", Cancellation));
    }

    [Fact]
    public async Task GetObject_Conditions_AnswerNotModifiedOrFail()
    {
        var etag = (await PutAsync("read", "1")).ETag;
        var unchanged = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => server.Client.GetObjectAsync(
            new GetObjectRequest { BucketName = S3Server.Bucket, Key = "read", EtagToNotMatch = etag }, Cancellation));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        await FailsAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => server.Client.GetObjectAsync(
            new GetObjectRequest { BucketName = S3Server.Bucket, Key = "read", EtagToMatch = "\"other\"" }, Cancellation));
    }

    [Theory]
    [InlineData("bytes=2-4", "cde", "bytes 2-4/10")]
    [InlineData("bytes=7-", "hij", "bytes 7-9/10")]
    [InlineData("bytes=-2", "ij", "bytes 8-9/10")]
    [InlineData("bytes=8-100", "ij", "bytes 8-9/10")]
    [InlineData("bytes=5-2", "abcdefghij", null)]
    [InlineData("lines=1-2", "abcdefghij", null)]
    public async Task GetObject_Range_GivesTheStretch(string range, string expected, string? contentRange)
    {
        await PutAsync("range", "abcdefghij");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{S3Server.Bucket}/range");
        request.Headers.TryAddWithoutValidation("Range", range);
        using var response = await server.Http.SendAsync(request, Cancellation);
        Assert.Equal(contentRange is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(contentRange, response.Content.Headers.ContentRange?.ToString());
        Assert.Equal(expected, await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task CopyObject_KeepsOrReplacesMetadata()
    {
        var put = new PutObjectRequest { BucketName = S3Server.Bucket, Key = "from/ü", ContentBody = "copied" };
        put.Metadata["a"] = "1";
        await server.Client.PutObjectAsync(put, Cancellation);
        await server.Client.CopyObjectAsync(S3Server.Bucket, "from/ü", S3Server.Bucket, "to", Cancellation);
        Assert.Equal("1", (await server.Client.GetObjectMetadataAsync(S3Server.Bucket, "to", Cancellation)).Metadata["a"]);
        var replace = new CopyObjectRequest
        {
            SourceBucket = S3Server.Bucket,
            SourceKey = "to",
            DestinationBucket = S3Server.Bucket,
            DestinationKey = "to",
            MetadataDirective = S3MetadataDirective.REPLACE,
        };
        replace.Metadata["a"] = "2";
        await server.Client.CopyObjectAsync(replace, Cancellation);
        Assert.Equal("2", (await server.Client.GetObjectMetadataAsync(S3Server.Bucket, "to", Cancellation)).Metadata["a"]);
        Assert.Equal("copied", await GetAsync("to"));
        replace.ETagToMatch = "\"other\"";
        await FailsAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => server.Client.CopyObjectAsync(replace, Cancellation));
    }

    [Fact]
    public async Task DeleteObjects_SomeMissing_DeletesAll()
    {
        await PutAsync("many/1", "");
        await PutAsync("many/2", "");
        var response = await server.Client.DeleteObjectsAsync(
            new DeleteObjectsRequest
            {
                BucketName = S3Server.Bucket,
                Objects = [new KeyVersion { Key = "many/1" }, new KeyVersion { Key = "many/2" }, new KeyVersion { Key = "many/none" }],
            },
            Cancellation);
        Assert.Equal(3, response.DeletedObjects.Count);
        var left = await server.Client.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = S3Server.Bucket, Prefix = "many/" }, Cancellation);
        Assert.Equal(0, left.KeyCount);
    }

    [Fact]
    public async Task ObjectTags_RoundTrip()
    {
        await PutAsync("tagged", "body");
        await server.Client.PutObjectTaggingAsync(
            new PutObjectTaggingRequest { BucketName = S3Server.Bucket, Key = "tagged", Tagging = new Tagging { TagSet = [new Tag { Key = "k", Value = "v" }] } },
            Cancellation);
        var tags = await server.Client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = S3Server.Bucket, Key = "tagged" }, Cancellation);
        Assert.Equal("v", Assert.Single(tags.Tagging).Value);
        Assert.Equal("body", await GetAsync("tagged"));
    }

    [Fact]
    public async Task Body_FiftyMegabytes_StreamsBothWays()
    {
        const int Size = 50 * 1024 * 1024;
        var bytes = new byte[Size];
        new Random(1).NextBytes(bytes);
        using var source = new MemoryStream(bytes);
        await server.Client.PutObjectAsync(new PutObjectRequest { BucketName = S3Server.Bucket, Key = "big", InputStream = source }, Cancellation);
        using var response = await server.Client.GetObjectAsync(S3Server.Bucket, "big", Cancellation);
        using var copy = new MemoryStream(Size);
        await response.ResponseStream.CopyToAsync(copy, Cancellation);
        Assert.True(copy.GetBuffer().AsSpan(0, (int)copy.Length).SequenceEqual(bytes));
    }

    [Fact]
    public async Task GetObject_OverwrittenWhileItIsRead_EndsAsItBegan()
    {
        var first = new string('1', 20_000_000);
        await PutAsync("moving", first);
        using var reading = await server.Client.GetObjectAsync(S3Server.Bucket, "moving", Cancellation);
        await PutAsync("moving", "2");
        Assert.Equal(first, await ReadAsync(reading));
        Assert.Equal("2", await GetAsync("moving"));
    }

    private static async Task FailsAsync(HttpStatusCode status, string code, Func<Task> act)
    {
        var error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(act);
        Assert.Equal((status, code), (error.StatusCode, error.ErrorCode));
        Assert.False(string.IsNullOrEmpty(error.RequestId));
    }

    private static async Task<string> ReadAsync(GetObjectResponse response)
    {
        using var reader = new StreamReader(response.ResponseStream, Encoding.UTF8);
        return await reader.ReadToEndAsync(Cancellation);
    }

    private async Task<string> GetAsync(string key)
    {
        using var response = await server.Client.GetObjectAsync(S3Server.Bucket, key, Cancellation);
        return await ReadAsync(response);
    }

    private Task<PutObjectResponse> PutAsync(string key, string body, string? ifMatch = null, string? ifNoneMatch = null) =>
        server.Client.PutObjectAsync(
            new PutObjectRequest { BucketName = S3Server.Bucket, Key = key, ContentBody = body, IfMatch = ifMatch, IfNoneMatch = ifNoneMatch },
            Cancellation);
}
