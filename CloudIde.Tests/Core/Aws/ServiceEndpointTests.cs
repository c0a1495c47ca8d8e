using CloudIde.Core.Aws;
using CloudIde.Core.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Core.Aws;

public sealed class ServiceEndpointTests
{
    [Fact]
    public void Endpoints_WithOneForAll_AreThatOne()
    {
        var settings = Read(("AWS_ENDPOINT_URL", "http://localhost:4566"));
        Assert.Equal(new Uri("http://localhost:4566"), settings.S3EndpointUrl);
        Assert.Equal(new Uri("http://localhost:4566"), settings.SqsEndpointUrl);
        using var s3 = settings.CreateS3Client();
        Assert.StartsWith("http://localhost:4566", s3.Config.ServiceURL, StringComparison.Ordinal);
    }

    [Fact]
    public void Endpoints_OfTheirOwn_WinOverTheOneForAll()
    {
        var settings = Read(
            ("AWS_ENDPOINT_URL", "http://localhost:4566"),
            ("AWS_ENDPOINT_URL_S3", "http://localhost:5001"),
            ("AWS_ENDPOINT_URL_SQS", "http://localhost:5002"));
        using var s3 = settings.CreateS3Client();
        using var sqs = settings.CreateSqsClient();
        Assert.StartsWith("http://localhost:5001", s3.Config.ServiceURL, StringComparison.Ordinal);
        Assert.StartsWith("http://localhost:5002", sqs.Config.ServiceURL, StringComparison.Ordinal);
        Assert.Equal(new Uri("http://localhost:4566"), settings.EndpointUrl);
    }

    [Fact]
    public void Endpoints_ThatAreNoUrls_AreNamed()
    {
        var error = Assert.Throws<InvalidSettingsException>(() => Read(("AWS_ENDPOINT_URL_SQS", "localhost")));
        Assert.Contains("AWS_ENDPOINT_URL_SQS", error.Message, StringComparison.Ordinal);
    }

    private static AwsSettings Read(params (string Name, string Value)[] values) => SettingsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(pair => pair.Name, pair => (string?)pair.Value)).Build(),
        AwsSettings.Read);
}
