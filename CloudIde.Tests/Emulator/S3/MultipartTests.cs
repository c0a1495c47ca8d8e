using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace CloudIde.Tests.Emulator.S3;

public sealed class MultipartTests(S3Server server) : IClassFixture<S3Server>
{
    private const int PartBytes = 5 * 1024 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Complete_InOrder_IsTheWholeObject()
    {
        var (first, second) = (Bytes(1, PartBytes), Bytes(2, 1000));
        var upload = await BeginAsync("whole");
        var parts = new List<PartETag> { await PartAsync(upload, 1, first), await PartAsync(upload, 2, second) };
        var listed = await server.Client.ListPartsAsync(S3Server.Bucket, "whole", upload.UploadId, Cancellation);
        Assert.Equal([PartBytes, 1000L], listed.Parts.Select(part => part.Size!.Value));
        var uploads = await server.Client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = S3Server.Bucket, Prefix = "whole" }, Cancellation);
        Assert.Equal(upload.UploadId, Assert.Single(uploads.MultipartUploads).UploadId);

        var done = await CompleteAsync(upload, parts);

#pragma warning disable CA5351 // S3's entity tags are MD5.
        var expected = Convert.ToHexStringLower(MD5.HashData([.. MD5.HashData(first), .. MD5.HashData(second)])) + "-2";
#pragma warning restore CA5351
        Assert.Equal($"\"{expected}\"", done.ETag);
        using var read = await server.Client.GetObjectAsync(S3Server.Bucket, "whole", Cancellation);
        using var memory = new MemoryStream();
        await read.ResponseStream.CopyToAsync(memory, Cancellation);
        Assert.True(memory.ToArray().AsSpan().SequenceEqual([.. first, .. second]));

        // A range over the seam of two parts.
        using var seam = await server.Client.GetObjectAsync(
            new GetObjectRequest { BucketName = S3Server.Bucket, Key = "whole", ByteRange = new ByteRange(PartBytes - 2, PartBytes + 1) }, Cancellation);
        memory.SetLength(0);
        await seam.ResponseStream.CopyToAsync(memory, Cancellation);
        Assert.Equal([.. first[^2..], .. second[..2]], memory.ToArray());

        Assert.Equal(done.ETag, (await CompleteAsync(upload, parts)).ETag);
    }

    [Fact]
    public async Task Complete_WithoutNamedAlgorithm_HasTheChecksumOfTheWhole()
    {
        var bytes = Bytes(3, PartBytes + 77);
        var upload = await BeginAsync("sum");
        var parts = new List<PartETag> { await PartAsync(upload, 1, bytes[..PartBytes]), await PartAsync(upload, 2, bytes[PartBytes..]) };
        var done = await CompleteAsync(upload, parts);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/{S3Server.Bucket}/sum-single") { Content = new ByteArrayContent(bytes) };
        using var single = await server.Http.SendAsync(request, Cancellation);
        Assert.Equal(single.Headers.GetValues("x-amz-checksum-crc64nvme").Single(), done.ChecksumCRC64NVME);
    }

    [Fact]
    public async Task Complete_PartsWrong_NamesWhatIsWrong()
    {
        var upload = await BeginAsync("wrong");
        var small = await PartAsync(upload, 1, Bytes(1, 10));
        var last = await PartAsync(upload, 2, Bytes(2, 10));
        await FailsAsync("EntityTooSmall", () => CompleteAsync(upload, [small, last]));
        await FailsAsync("InvalidPart", () => CompleteAsync(upload, [new PartETag(7, small.ETag)]));
        await FailsAsync("InvalidPart", () => CompleteAsync(upload, [new PartETag(1, "\"00\"")]));
        await FailsAsync("NoSuchUpload", () => server.Client.ListPartsAsync(S3Server.Bucket, "wrong", "none", Cancellation));
        await server.Client.AbortMultipartUploadAsync(S3Server.Bucket, "wrong", upload.UploadId, Cancellation);
        await FailsAsync("NoSuchUpload", () => CompleteAsync(upload, [small]));
    }

    [Fact]
    public async Task Complete_PartsOutOfOrder_IsInvalidPartOrder()
    {
        var upload = await BeginAsync("order");
        var first = await PartAsync(upload, 1, Bytes(1, 10));
        var second = await PartAsync(upload, 2, Bytes(2, 10));
        var body = $"<CompleteMultipartUpload><Part><PartNumber>2</PartNumber><ETag>{second.ETag}</ETag></Part>"
            + $"<Part><PartNumber>1</PartNumber><ETag>{first.ETag}</ETag></Part></CompleteMultipartUpload>";
        using var content = new StringContent(body);
        using var response = await server.Http.PostAsync($"/{S3Server.Bucket}/order?uploadId={upload.UploadId}", content, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("InvalidPartOrder", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UploadPartCopy_OfARange_TakesTheStretch()
    {
        await server.Client.PutObjectAsync(
            new PutObjectRequest { BucketName = S3Server.Bucket, Key = "source", ContentBody = "0123456789" }, Cancellation);
        var upload = await BeginAsync("copied");
        var copied = await server.Client.CopyPartAsync(
            new CopyPartRequest
            {
                SourceBucket = S3Server.Bucket,
                SourceKey = "source",
                DestinationBucket = S3Server.Bucket,
                DestinationKey = "copied",
                UploadId = upload.UploadId,
                PartNumber = 1,
                FirstByte = 2,
                LastByte = 5,
            },
            Cancellation);
        await CompleteAsync(upload, [new PartETag(1, copied.ETag)]);
        using var read = await server.Client.GetObjectAsync(S3Server.Bucket, "copied", Cancellation);
        using var reader = new StreamReader(read.ResponseStream);
        Assert.Equal("2345", await reader.ReadToEndAsync(Cancellation));
    }

    private static async Task FailsAsync(string code, Func<Task> act) =>
        Assert.Equal(code, (await Assert.ThrowsAnyAsync<AmazonS3Exception>(act)).ErrorCode);

    private static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private Task<InitiateMultipartUploadResponse> BeginAsync(string key) =>
        server.Client.InitiateMultipartUploadAsync(S3Server.Bucket, key, Cancellation);

    private async Task<PartETag> PartAsync(InitiateMultipartUploadResponse upload, int number, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var response = await server.Client.UploadPartAsync(
            new UploadPartRequest { BucketName = S3Server.Bucket, Key = upload.Key, UploadId = upload.UploadId, PartNumber = number, InputStream = stream },
            Cancellation);
        return new PartETag(number, response.ETag);
    }

    private Task<CompleteMultipartUploadResponse> CompleteAsync(InitiateMultipartUploadResponse upload, List<PartETag> parts) =>
        server.Client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = S3Server.Bucket, Key = upload.Key, UploadId = upload.UploadId, PartETags = parts },
            Cancellation);
}
