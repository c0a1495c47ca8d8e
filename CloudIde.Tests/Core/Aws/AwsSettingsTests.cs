using Amazon.S3;
using CloudIde.Core.Aws;
using CloudIde.Core.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Core.Aws;

public sealed class AwsSettingsTests
{
    [Fact]
    public void Read_NothingSet_IsAwsInTheDefaultRegionWithTheSdksOwnCredentials()
    {
        var settings = Read();

        Assert.Equal("us-east-1", settings.Region);
        Assert.Equal("cloudide-projects", settings.BucketName);
        Assert.Null(settings.EndpointUrl);
        Assert.Null(settings.QueueUrl);
        Assert.Null(settings.AccessKey);
    }

    [Fact]
    public void Read_UseLocalStackWithoutEndpoint_IsLocalStacksAddressWithAMadeUpKey()
    {
        var settings = Read(("USE_LOCALSTACK", "true"));

        Assert.Equal(new Uri("http://localhost:4566"), settings.EndpointUrl);
        Assert.NotNull(settings.AccessKey);
    }

    [Fact]
    public void Read_UseLocalStackWithEndpoint_KeepsTheEndpoint()
    {
        var settings = Read(("USE_LOCALSTACK", "true"), ("AWS_ENDPOINT_URL", "http://127.0.0.1:5555"));

        Assert.Equal(new Uri("http://127.0.0.1:5555"), settings.EndpointUrl);
    }

    [Fact]
    public void Read_EndpointAndConfiguredKey_UsesTheKeyAndNeverPrintsItsSecret()
    {
        var settings = Read(
            ("AWS_ENDPOINT_URL", "http://localhost:4566"), ("AWS_ACCESS_KEY_ID", "AKIAX"), ("AWS_SECRET_ACCESS_KEY", "s3cr3t"));

        Assert.Equal(new AwsAccessKey("AKIAX", "s3cr3t", null), settings.AccessKey);
        Assert.DoesNotContain("s3cr3t", settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS_PROFILE", "dev")]
    [InlineData("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/creds")]
    public void Read_EndpointAndOtherCredentialSource_LeavesCredentialsToTheSdk(string name, string value)
    {
        Assert.Null(Read(("AWS_ENDPOINT_URL", "http://localhost:4566"), (name, value)).AccessKey);
    }

    [Theory]
    [InlineData("AWS_REGION", "useast1", "AWS_REGION is \"useast1\": expected an AWS region such as us-east-1.")]
    [InlineData("AWS_ENDPOINT_URL", "localhost:4566", "AWS_ENDPOINT_URL is \"localhost:4566\": expected a URL such as http://localhost:4566.")]
    [InlineData("AWS_SQS_QUEUE_URL", "q", "AWS_SQS_QUEUE_URL is \"q\"")]
    [InlineData("AWS_S3_BUCKET_NAME", "My_Bucket", "AWS_S3_BUCKET_NAME is \"My_Bucket\"")]
    [InlineData("AWS_ACCESS_KEY_ID", "AKIAX", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together")]
    [InlineData("USE_LOCALSTACK", "maybe", "USE_LOCALSTACK is \"maybe\": expected true or false.")]
    public void Read_InvalidValue_NamesSettingValueAndExpectation(string name, string value, string expected)
    {
        var error = Assert.Throws<InvalidSettingsException>(() => Read((name, value)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clients_WithEndpoint_UseItInPathStyleAndSignForTheRegion()
    {
        var settings = Read(("AWS_ENDPOINT_URL", "http://127.0.0.1:5555"), ("AWS_REGION", "eu-central-1"));
        using var s3 = settings.CreateS3Client();
        using var sqs = settings.CreateSqsClient();

        Assert.Equal("http://127.0.0.1:5555/", s3.Config.ServiceURL);
        Assert.Equal("eu-central-1", s3.Config.AuthenticationRegion);
        Assert.True(((AmazonS3Config)s3.Config).ForcePathStyle);
        Assert.Equal("http://127.0.0.1:5555/", sqs.Config.ServiceURL);
    }

    [Fact]
    public void Clients_WithoutEndpoint_UseTheRegion()
    {
        var settings = Read(("AWS_REGION", "eu-central-1"), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"));
        using var s3 = settings.CreateS3Client();

        Assert.Equal("eu-central-1", s3.Config.RegionEndpoint.SystemName);
        Assert.False(((AmazonS3Config)s3.Config).ForcePathStyle);
    }

    private static AwsSettings Read(params (string Name, string Value)[] values) => SettingsReader.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value)))
            .Build(),
        AwsSettings.Read);
}
