using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Emulator.S3;

public sealed class BucketTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bucket_LifeCycle_IsThatOfS3()
    {
        await using var server = new S3Server();
        await server.InitializeAsync();
        await server.Client.PutBucketAsync(S3Server.Bucket, Cancellation);
        Assert.Equal(S3Server.Bucket, Assert.Single((await server.Client.ListBucketsAsync(Cancellation)).Buckets).BucketName);
        await server.Client.HeadBucketAsync(new HeadBucketRequest { BucketName = S3Server.Bucket }, Cancellation);
        await server.Client.PutObjectAsync(new PutObjectRequest { BucketName = S3Server.Bucket, Key = "k", ContentBody = "" }, Cancellation);
        await FailsAsync("BucketNotEmpty", () => server.Client.DeleteBucketAsync(S3Server.Bucket, Cancellation));
        await server.Client.DeleteObjectAsync(S3Server.Bucket, "k", Cancellation);
        await server.Client.DeleteBucketAsync(S3Server.Bucket, Cancellation);
        await FailsAsync("NoSuchBucket", () => server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = S3Server.Bucket }, Cancellation));
        await server.Client.PutBucketAsync(S3Server.Bucket, Cancellation);
    }

    [Fact]
    public async Task Restart_BehindADamagedJournal_LeavesEveryBodyUntilTheCopyIsTakenAway()
    {
        await using var server = new S3Server();
        await server.InitializeAsync();
        for (var i = 0; i < 3; i++)
        {
            await server.Client.PutObjectAsync(new PutObjectRequest { BucketName = S3Server.Bucket, Key = $"{i}", ContentBody = $"body {i}" }, Cancellation);
        }

        await server.StopAsync();
        var folder = Path.Combine(server.DataDirectory, "s3", S3Server.Bucket);
        var journal = Path.Combine(folder, "index.log");
        var bytes = await File.ReadAllBytesAsync(journal, Cancellation);

        // Records of the same length follow, so this is no torn one.
        bytes[bytes.Length / 2] ^= 0xFF;
        await File.WriteAllBytesAsync(journal, bytes, Cancellation);

        for (var start = 0; start < 2; start++)
        {
            await server.StartAsync();
            await server.Client.PutObjectAsync(new PutObjectRequest { BucketName = S3Server.Bucket, Key = $"new {start}", ContentBody = "new" }, Cancellation);
            await server.StopAsync();
        }

        var bodies = await File.ReadAllTextAsync(Path.Combine(folder, "bodies", "slots-4k"), Cancellation);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Contains($"body {i}", bodies, StringComparison.Ordinal));
        Assert.Single(Directory.GetFiles(folder, "index.log.damaged-*"));
    }

    [Fact]
    public async Task Restart_KeepsEverything()
    {
        await using var server = new S3Server();
        await server.InitializeAsync();
        for (var i = 0; i < 50; i++)
        {
            await server.Client.PutObjectAsync(new PutObjectRequest { BucketName = S3Server.Bucket, Key = $"a/../{i % 40}", ContentBody = $"{i}" }, Cancellation);
        }

        await server.Client.DeleteObjectAsync(S3Server.Bucket, "a/../0", Cancellation);
        var upload = await server.Client.InitiateMultipartUploadAsync(S3Server.Bucket, "multi", Cancellation);
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes("part"));
        var part = await server.Client.UploadPartAsync(
            new UploadPartRequest { BucketName = S3Server.Bucket, Key = "multi", UploadId = upload.UploadId, PartNumber = 1, InputStream = bytes }, Cancellation);
        await server.StopAsync();

        // What a kill in the middle of a write leaves: half a record, and a body nobody mentions.
        var folder = Path.Combine(server.DataDirectory, "s3", S3Server.Bucket);
        await using (var journal = new FileStream(Path.Combine(folder, "index.log"), FileMode.Append))
        {
            journal.Write([200, 0, 0, 0, 1, 2, 3, 4, 2, 0]);
        }

        var orphan = Path.Combine(folder, "bodies", "ff", "0000000000ffffff");
        Directory.CreateDirectory(Path.GetDirectoryName(orphan)!);
        await File.WriteAllTextAsync(orphan, "orphan", Cancellation);
        await server.StartAsync();

        var listed = await server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = S3Server.Bucket }, Cancellation);
        Assert.Equal(39, listed.KeyCount);
        Assert.False(File.Exists(orphan));
        using (var read = await server.Client.GetObjectAsync(S3Server.Bucket, "a/../9", Cancellation))
        using (var reader = new StreamReader(read.ResponseStream))
        {
            Assert.Equal("49", await reader.ReadToEndAsync(Cancellation));
        }

        await server.Client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = S3Server.Bucket, Key = "multi", UploadId = upload.UploadId, PartETags = [new PartETag(part)] },
            Cancellation);
        await server.StopAsync();
        await server.StartAsync();
        Assert.Equal(4, (await server.Client.GetObjectMetadataAsync(S3Server.Bucket, "multi", Cancellation)).ContentLength);
    }

    [Fact]
    public async Task PresignedUrl_AfterItsTime_IsRefused()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = new S3Server { Time = time };
        await server.InitializeAsync();
        await server.Client.PutObjectAsync(new PutObjectRequest { BucketName = S3Server.Bucket, Key = "k", ContentBody = "body" }, Cancellation);
        var url = await server.Client.GetPreSignedURLAsync(
            new GetPreSignedUrlRequest { BucketName = S3Server.Bucket, Key = "k", Expires = DateTime.UtcNow.AddMinutes(5), Protocol = Amazon.S3.Protocol.HTTP });
        Assert.Equal("body", await server.Http.GetStringAsync(url, Cancellation));

        time.Advance(TimeSpan.FromMinutes(6));
        using var late = await server.Http.GetAsync(url, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        Assert.Contains("Request has expired", await late.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        using var broken = await server.Http.GetAsync(url.Replace("X-Amz-Expires=", "X-Amz-Expires=x", StringComparison.Ordinal), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        Assert.Contains("AuthorizationQueryParametersError", await broken.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cors_Preflight_FollowsTheConfiguration()
    {
        await using var server = new S3Server();
        await server.InitializeAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await PreflightAsync(server, "http://page.example", "PUT")).StatusCode);
        await server.Client.PutCORSConfigurationAsync(
            new PutCORSConfigurationRequest
            {
                BucketName = S3Server.Bucket,
                Configuration = new CORSConfiguration
                {
                    Rules = [new CORSRule { AllowedOrigins = ["http://*.example"], AllowedMethods = ["PUT", "GET"], AllowedHeaders = ["x-*"], ExposeHeaders = ["ETag"], MaxAgeSeconds = 60 }],
                },
            },
            Cancellation);
        var allowed = await PreflightAsync(server, "http://page.example", "PUT");
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.Equal("http://page.example", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(HttpStatusCode.Forbidden, (await PreflightAsync(server, "http://page.example", "DELETE")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PreflightAsync(server, "http://page.other", "PUT")).StatusCode);

        using var get = new HttpRequestMessage(HttpMethod.Get, $"/{S3Server.Bucket}/none");
        get.Headers.Add("Origin", "http://page.example");
        using var response = await server.Http.SendAsync(get, Cancellation);
        Assert.Equal("ETag", response.Headers.GetValues("Access-Control-Expose-Headers").Single());
    }

    [Theory]
    [InlineData("GET", "/bucket?acl", 501, "NotImplemented")]
    [InlineData("PUT", "/bucket?policy", 501, "NotImplemented")]
    [InlineData("GET", "/bucket?lifecycle", 501, "NotImplemented")]
    [InlineData("PUT", "/bucket?versioning", 501, "NotImplemented")]
    [InlineData("PUT", "/Bad_Name", 400, "InvalidBucketName")]
    [InlineData("PUT", "/192.168.0.1", 400, "InvalidBucketName")]
    [InlineData("PATCH", "/bucket/key", 405, "MethodNotAllowed")]
    [InlineData("DELETE", "/", 405, "MethodNotAllowed")]
    [InlineData("GET", "/bucket/%ff%fe", 400, "InvalidURI")]
    [InlineData("GET", "/bucket/none?versionId=1", 400, "InvalidArgument")]
    [InlineData("PUT", "/bucket?cors", 400, "MalformedXML", "<a>")]
    [InlineData("PUT", "/bucket?tagging", 400, "MalformedXML", "<!DOCTYPE a [<!ENTITY x \"y\">]><Tagging>&x;</Tagging>")]
    [InlineData("POST", "/bucket?delete", 400, "MalformedXML", "<Delete></Delete>")]
    [InlineData("POST", "/bucket?delete", 400, "MalformedXML", "{}")]
    [InlineData("PUT", "/bucket/k?partNumber=0&uploadId=x", 400, "InvalidArgument", "x")]
    [InlineData("PUT", "/bucket/k?partNumber=1&uploadId=x", 404, "NoSuchUpload", "x")]
    [InlineData("POST", "/bucket/k?uploadId=x", 404, "NoSuchUpload", "<CompleteMultipartUpload/>")]
    [InlineData("GET", "/bucket/k?response-content-type=a%0d%0ab", 404, "NoSuchKey")]
    public async Task Request_Hostile_GetsAnS3Error(string method, string target, int status, string code, string body = "")
    {
        await using var server = new S3Server();
        await server.InitializeAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), target) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        using var response = await server.Http.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains($"<Error><Code>{code}</Code>", text, StringComparison.Ordinal);
        Assert.Contains("<RequestId>", text, StringComparison.Ordinal);
        Assert.True(response.Headers.Contains("x-amz-request-id"));
    }

    [Theory]
    [InlineData("bucket.localhost")]
    [InlineData("bucket.s3.localhost")]
    [InlineData("bucket.s3.us-east-1.localhost.localstack.cloud")]
    public async Task VirtualHost_NamesTheBucket(string host)
    {
        await using var server = new S3Server();
        await server.InitializeAsync();
        using var put = new HttpRequestMessage(HttpMethod.Put, "/a/b") { Content = new StringContent("x") };
        put.Headers.Host = host;
        using var response = await server.Http.SendAsync(put, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, (await server.Client.GetObjectMetadataAsync(S3Server.Bucket, "a/b", Cancellation)).ContentLength);
    }

    private static async Task<HttpResponseMessage> PreflightAsync(S3Server server, string origin, string method)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, $"/{S3Server.Bucket}/key");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "x-amz-meta-a");
        return await server.Http.SendAsync(request, Cancellation);
    }

    private static async Task FailsAsync(string code, Func<Task> act) =>
        Assert.Equal(code, (await Assert.ThrowsAnyAsync<AmazonS3Exception>(act)).ErrorCode);
}
