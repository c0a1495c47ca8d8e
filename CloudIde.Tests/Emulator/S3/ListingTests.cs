using System.Net;
using System.Text;
using Amazon.S3.Model;
using Xunit;

namespace CloudIde.Tests.Emulator.S3;

public sealed class ListingTests(S3Server server) : IClassFixture<S3Server>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListObjectsV2_InPages_GivesEachKeyOnceInByteOrder()
    {
        string[] keys = ["a", "a/", "a/b", "a0", "B", "\uE000", "\U0001F600", "é", "z z"];
        foreach (var key in keys)
        {
            await PutAsync("order/" + key);
        }

        var listed = await ListAsync("order/", null, 2);
        Assert.Equal(keys.Order(Comparer<string>.Create((x, y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y)))),
            listed.Select(key => key["order/".Length..]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task ListObjects_WithDelimiterInPages_RollsUpOnce(int pageSize)
    {
        var prefix = $"roll{pageSize}/";
        for (var i = 0; i < 12; i++)
        {
            await PutAsync($"{prefix}{i / 4}/{i}");
        }

        await PutAsync(prefix + "1");
        await PutAsync(prefix + "9");
        string[] expected = [prefix + "0/", prefix + "1", prefix + "1/", prefix + "2/", prefix + "9"];
        Assert.Equal(expected, (await ListAsync(prefix, "/", pageSize)).Order(StringComparer.Ordinal));
        Assert.Equal(expected, (await ListFirstVersionAsync(prefix, "/", pageSize)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ListObjectsV2_StartAfter_BeginsBehindIt()
    {
        await PutAsync("start/1");
        await PutAsync("start/2");
        await PutAsync("start/3");
        var page = await server.Client.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = S3Server.Bucket, Prefix = "start/", StartAfter = "start/1", MaxKeys = 1 }, Cancellation);
        Assert.Equal("start/2", Assert.Single(page.S3Objects).Key);
        Assert.True(page.IsTruncated);
        Assert.Equal(1, page.KeyCount);
    }

    [Fact]
    public async Task ListObjectsV2_MoreThanAThousandAsked_GivesAThousand()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            for (var i = worker; i < 1010; i += 8)
            {
                await PutAsync($"thousand/{i:0000}");
            }
        }));
        var page = await server.Client.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = S3Server.Bucket, Prefix = "thousand/", MaxKeys = 5000 }, Cancellation);
        Assert.Equal((1000, true), (page.KeyCount, page.IsTruncated));
        Assert.Equal(1010, (await ListAsync("thousand/", null, 1000)).Count);
    }

    [Theory]
    [InlineData("list-type=2&max-keys=x")]
    [InlineData("list-type=2&max-keys=-1")]
    [InlineData("list-type=3")]
    [InlineData("list-type=2&encoding-type=hex")]
    [InlineData("list-type=2&continuation-token=!!")]
    [InlineData("list-type=2&continuation-token=eHl6")]
    [InlineData("list-type=2&continuation-token=")]
    public async Task List_BadParameter_IsInvalidArgument(string query)
    {
        using var response = await server.Http.GetAsync($"/{S3Server.Bucket}?{query}", Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("<Code>InvalidArgument</Code>", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private async Task PutAsync(string key) =>
        await server.Client.PutObjectAsync(new PutObjectRequest { BucketName = S3Server.Bucket, Key = key, ContentBody = "x" }, Cancellation);

    private async Task<List<string>> ListAsync(string prefix, string? delimiter, int pageSize)
    {
        var found = new List<string>();
        var request = new ListObjectsV2Request { BucketName = S3Server.Bucket, Prefix = prefix, Delimiter = delimiter, MaxKeys = pageSize };
        ListObjectsV2Response page;
        do
        {
            page = await server.Client.ListObjectsV2Async(request, Cancellation);
            found.AddRange((page.S3Objects ?? []).Select(item => item.Key));
            found.AddRange(page.CommonPrefixes ?? []);
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        return found;
    }

    private async Task<List<string>> ListFirstVersionAsync(string prefix, string delimiter, int pageSize)
    {
        var found = new List<string>();
        var request = new ListObjectsRequest { BucketName = S3Server.Bucket, Prefix = prefix, Delimiter = delimiter, MaxKeys = pageSize };
        ListObjectsResponse page;
        do
        {
            page = await server.Client.ListObjectsAsync(request, Cancellation);
            found.AddRange((page.S3Objects ?? []).Select(item => item.Key));
            found.AddRange(page.CommonPrefixes ?? []);
            request.Marker = page.NextMarker;
        }
        while (page.IsTruncated == true);
        return found;
    }
}
