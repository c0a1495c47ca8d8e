using CloudIde.Emulator;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Emulator.Ecs;

public sealed class RunTaskTests
{
    private const string Sleeper = "exec sleep 1000";

    [Theory]
    [InlineData("\"count\":0,", "InvalidParameterException")]
    [InlineData("\"count\":11,", "InvalidParameterException")]
    [InlineData("\"count\":\"two\",", "SerializationException")]
    [InlineData("\"platformVersion\":\"9\",", "PlatformUnknownException")]
    [InlineData("\"propagateTags\":\"SERVICE\",", "InvalidParameterException")]
    [InlineData("\"overrides\":{\"cpu\":\"513\"},", "ClientException")]
    [InlineData("\"overrides\":{\"containerOverrides\":[{\"name\":\"other\"}]},", "InvalidParameterException")]
    [InlineData("\"overrides\":{\"containerOverrides\":{}},", "SerializationException")]
    [InlineData("\"tags\":[{\"key\":\"aws:x\",\"value\":\"y\"}],", "InvalidParameterException")]
    [InlineData("\"capacityProviderStrategy\":[{\"capacityProvider\":\"FARGATE\",\"weight\":1}],", "InvalidParameterException")]
    public async Task RunTask_InvalidMember_IsRefused(string members, string code)
    {
        await using var emulator = await TestEmulator.StartAsync(Sleeper);
        await emulator.PrepareAsync();

        var error = await emulator.Ecs.FailAsync("RunTask", TestEmulator.RunTask(members));

        Assert.Equal(code, error.Code);
        Assert.Empty((await ListAsync(emulator)));
    }

    [Fact]
    public async Task RunTask_WithoutWhatItNeeds_SaysWhat()
    {
        await using var emulator = await TestEmulator.StartAsync(Sleeper);
        await emulator.PrepareAsync();
        var ecs = emulator.Ecs;
        const string Cluster = $"\"cluster\":\"{TestEmulator.ClusterName}\"";

        var noCluster = await ecs.FailAsync("RunTask", """{"taskDefinition":"worker"}""");
        var noFamily = await ecs.FailAsync("RunTask", $$"""{{{Cluster}},"taskDefinition":"none","launchType":"FARGATE"}""");
        var noNetwork = await ecs.FailAsync("RunTask", $$"""{{{Cluster}},"taskDefinition":"worker","launchType":"FARGATE"}""");
        var noSubnet = await ecs.FailAsync(
            "RunTask", $$"""{{{Cluster}},"taskDefinition":"worker","launchType":"FARGATE","networkConfiguration":{"awsvpcConfiguration":{"subnets":[] } } }""");
        var noLaunchType = await ecs.FailAsync("RunTask", $$"""{{{Cluster}},"taskDefinition":"worker"}""");

        Assert.Equal(("ClusterNotFoundException", "Cluster not found."), (noCluster.Code, noCluster.Message));
        Assert.Equal(("ClientException", "TaskDefinition not found."), (noFamily.Code, noFamily.Message));
        Assert.Equal(
            ("InvalidParameterException", "Network Configuration must be provided when networkMode 'awsvpc' is specified."),
            (noNetwork.Code, noNetwork.Message));
        Assert.Equal(("InvalidParameterException", "subnets can not be empty."), (noSubnet.Code, noSubnet.Message));
        Assert.Equal(
            ("InvalidParameterException", "No Container Instances were found in your cluster."), (noLaunchType.Code, noLaunchType.Message));
    }

    [Fact]
    public async Task RunTask_DeregisteredDefinition_IsRefused()
    {
        await using var emulator = await TestEmulator.StartAsync(Sleeper);
        await emulator.PrepareAsync();
        await emulator.Ecs.CallAsync("DeregisterTaskDefinition", """{"taskDefinition":"worker:1"}""");

        var byFamily = await emulator.Ecs.FailAsync("RunTask", TestEmulator.RunTask());
        var byRevision = await emulator.Ecs.FailAsync(
            "RunTask", TestEmulator.RunTask().Replace("\"worker\"", "\"worker:1\"", StringComparison.Ordinal));

        Assert.Equal("TaskDefinition not found.", byFamily.Message);
        Assert.Equal("TaskDefinition is inactive", byRevision.Message);
    }

    [Fact]
    public async Task RunTask_SameClientTokenAtTheSameTime_StartsOnce()
    {
        await using var emulator = await TestEmulator.StartAsync(Sleeper);
        await emulator.PrepareAsync();
        var call = TestEmulator.RunTask("\"clientToken\":\"t\",\"count\":2,");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => emulator.Ecs.CallAsync("RunTask", call)));

        var arns = answers
            .Select(answer => string.Join(' ', answer.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("taskArn").GetString())))
            .Distinct();
        Assert.Equal(2, Assert.Single(arns).Split(' ').Length);
        Assert.Equal(2, (await ListAsync(emulator)).Count);
    }

    [Fact]
    public async Task RunTask_SameClientTokenAfterARestart_IsStillTheSame()
    {
        await using var first = await TestEmulator.StartAsync(Sleeper);
        await first.PrepareAsync();
        var call = TestEmulator.RunTask("\"clientToken\":\"t\",");
        var before = (await first.Ecs.CallAsync("RunTask", call)).GetProperty("tasks")[0].GetProperty("taskArn").GetString();
        await first.CloseAsync();
        await using var second = await TestEmulator.StartAsync(Sleeper, data: first.Data);

        var after = (await second.Ecs.CallAsync("RunTask", call)).GetProperty("tasks")[0];

        Assert.Equal(before, after.GetProperty("taskArn").GetString());
        Assert.Equal("STOPPED", after.GetProperty("lastStatus").GetString());
    }

    [Fact]
    public async Task RunTask_SameClientTokenWithOtherParameters_IsAConflict()
    {
        await using var emulator = await TestEmulator.StartAsync(Sleeper);
        await emulator.PrepareAsync();
        var answer = await emulator.Ecs.CallAsync("RunTask", TestEmulator.RunTask("\"clientToken\":\"t\","));

        var error = await emulator.Ecs.FailAsync("RunTask", TestEmulator.RunTask("\"clientToken\":\"t\",\"count\":2,"));

        Assert.Equal("ConflictException", error.Code);
        Assert.Equal(
            answer.GetProperty("tasks")[0].GetProperty("taskArn").GetString(), error.Body.GetProperty("resourceIds")[0].GetString());
    }

    [Fact]
    public async Task RunTask_WithAwsLimits_ThrottlesBeyondTheBurstAndRefills()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var emulator = await TestEmulator.StartAsync(time: time, configure: options => options with { EcsLimits = EcsLimits.Aws });
        await emulator.PrepareAsync();
        var ten = TestEmulator.RunTask("\"count\":10,");
        for (var call = 0; call < 10; call++)
        {
            await emulator.Ecs.CallAsync("RunTask", ten);
        }

        var error = await emulator.Ecs.FailAsync("RunTask", TestEmulator.RunTask());
        time.Advance(TimeSpan.FromSeconds(0.5));
        await emulator.Ecs.CallAsync("RunTask", ten);

        Assert.Equal("ThrottlingException", error.Code);
        Assert.Equal("ThrottlingException", (await emulator.Ecs.FailAsync("RunTask", TestEmulator.RunTask())).Code);
    }

    [Fact]
    public async Task RunTask_StrategyOfProvidersTheClusterLacks_IsRefused()
    {
        await using var emulator = await TestEmulator.StartAsync(Sleeper);
        await emulator.PrepareAsync();
        await emulator.Ecs.CallAsync("CreateCluster", """{"clusterName":"plain"}""");
        var call = TestEmulator.RunTask(launch: "\"capacityProviderStrategy\":[{\"capacityProvider\":\"FARGATE_SPOT\",\"weight\":1}],")
            .Replace(TestEmulator.ClusterName, "plain", StringComparison.Ordinal);

        var error = await emulator.Ecs.FailAsync("RunTask", call);
        await emulator.Ecs.CallAsync(
            "PutClusterCapacityProviders",
            """{"cluster":"plain","capacityProviders":["FARGATE","FARGATE_SPOT"],"defaultCapacityProviderStrategy":[{"capacityProvider":"FARGATE_SPOT","weight":1}]}""");
        var answer = await emulator.Ecs.CallAsync(
            "RunTask", TestEmulator.RunTask(launch: "").Replace(TestEmulator.ClusterName, "plain", StringComparison.Ordinal));

        Assert.Contains("not associated with the cluster", error.Message, StringComparison.Ordinal);
        Assert.Equal("FARGATE_SPOT", answer.GetProperty("tasks")[0].GetProperty("capacityProviderName").GetString());
    }

    internal static async Task<IReadOnlyList<string>> ListAsync(TestEmulator emulator, string members = "")
    {
        var answer = await emulator.Ecs.CallAsync("ListTasks", $$"""{"cluster":"{{TestEmulator.ClusterName}}"{{members}}}""");
        return [.. answer.GetProperty("taskArns").EnumerateArray().Select(arn => arn.GetString()!)];
    }
}
