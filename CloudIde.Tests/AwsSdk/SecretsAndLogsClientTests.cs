using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using Xunit;

namespace CloudIde.Tests.AwsSdk;

[Collection(nameof(MotoCollection))]
public sealed class SecretsAndLogsClientTests(MotoServer moto)
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secret_CreatedAndChanged_IsReadBack()
    {
        using var secrets = Secrets();
        var name = $"cloudide/{Guid.NewGuid():N}";

        var created = await secrets.CreateSecretAsync(
            new CreateSecretRequest { Name = name, SecretString = "first" }, CancellationToken);
        await secrets.PutSecretValueAsync(
            new PutSecretValueRequest { SecretId = name, SecretString = "second" }, CancellationToken);
        var described = await secrets.DescribeSecretAsync(new DescribeSecretRequest { SecretId = name }, CancellationToken);
        var value = await secrets.GetSecretValueAsync(new GetSecretValueRequest { SecretId = name }, CancellationToken);

        Assert.Equal(created.ARN, described.ARN);
        Assert.Contains(described.VersionIdsToStages.Values, stages => stages.Contains("AWSCURRENT"));
        Assert.Equal("second", value.SecretString);
        Assert.InRange(value.CreatedDate!.Value, DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task Secret_CreatedTwice_ThrowsTheTypedException()
    {
        using var secrets = Secrets();
        var name = $"cloudide/{Guid.NewGuid():N}";
        await secrets.CreateSecretAsync(new CreateSecretRequest { Name = name, SecretString = "x" }, CancellationToken);

        await Assert.ThrowsAsync<ResourceExistsException>(() => secrets.CreateSecretAsync(
            new CreateSecretRequest { Name = name, SecretString = "x" }, CancellationToken));
        await Assert.ThrowsAsync<Amazon.SecretsManager.Model.ResourceNotFoundException>(() => secrets.DescribeSecretAsync(
            new DescribeSecretRequest { SecretId = name + "-other" }, CancellationToken));
    }

    [Fact]
    public async Task LogGroup_CreatedTwice_ThrowsTheTypedExceptionAndTakesARetention()
    {
        using var logs = Logs();
        var name = $"/ecs/{Guid.NewGuid():N}";
        await logs.CreateLogGroupAsync(new CreateLogGroupRequest { LogGroupName = name }, CancellationToken);

        await Assert.ThrowsAsync<ResourceAlreadyExistsException>(
            () => logs.CreateLogGroupAsync(new CreateLogGroupRequest { LogGroupName = name }, CancellationToken));
        await logs.PutRetentionPolicyAsync(
            new PutRetentionPolicyRequest { LogGroupName = name, RetentionInDays = 14 }, CancellationToken);
        var events = await logs.FilterLogEventsAsync(
            new FilterLogEventsRequest { LogGroupName = name, StartTime = 0 }, CancellationToken);
        Assert.True(events.Events is null or []);
        await Assert.ThrowsAsync<Amazon.CloudWatchLogs.Model.ResourceNotFoundException>(() => logs.GetLogEventsAsync(
            new GetLogEventsRequest { LogGroupName = name, LogStreamName = "none", StartTime = DateTime.UtcNow },
            CancellationToken));
    }

    private AmazonSecretsManagerClient Secrets() => new(
        MotoServer.Credentials,
        new AmazonSecretsManagerConfig { ServiceURL = moto.Url, AuthenticationRegion = "us-east-1" });

    private AmazonCloudWatchLogsClient Logs() => new(
        MotoServer.Credentials,
        new AmazonCloudWatchLogsConfig { ServiceURL = moto.Url, AuthenticationRegion = "us-east-1" });
}
