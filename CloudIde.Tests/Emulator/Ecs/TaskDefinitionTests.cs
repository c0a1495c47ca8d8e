using System.Text.Json;
using Xunit;

namespace CloudIde.Tests.Emulator.Ecs;

public sealed class TaskDefinitionTests
{
    [Fact]
    public async Task Register_Twice_CountsRevisionsAndGivesBackWhatWasRegistered()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var input = TestEmulator.TaskDefinition("""
            "ulimits": [{"name": "nofile", "softLimit": 1024, "hardLimit": 4096}], "linuxParameters": {"initProcessEnabled": true},
            "stopTimeout": 120, "readonlyRootFilesystem": true,
            """);

        await emulator.Ecs.CallAsync("RegisterTaskDefinition", input);
        var answer = (await emulator.Ecs.CallAsync("RegisterTaskDefinition", input)).GetProperty("taskDefinition");
        var described = (await emulator.Ecs.CallAsync("DescribeTaskDefinition", """{"taskDefinition":"worker"}""")).GetProperty("taskDefinition");

        Assert.Equal("arn:aws:ecs:us-east-1:000000000000:task-definition/worker:2", answer.GetProperty("taskDefinitionArn").GetString());
        Assert.Equal(answer.GetRawText(), described.GetRawText());
        Assert.Equal("ACTIVE", answer.GetProperty("status").GetString());
        var container = answer.GetProperty("containerDefinitions")[0];
        Assert.Equal(1024, container.GetProperty("ulimits")[0].GetProperty("softLimit").GetInt32());
        Assert.True(container.GetProperty("linuxParameters").GetProperty("initProcessEnabled").GetBoolean());
        Assert.True(container.GetProperty("essential").GetBoolean());
        Assert.Equal(0, container.GetProperty("portMappings").GetArrayLength());
        Assert.Equal(JsonValueKind.Array, answer.GetProperty("volumes").ValueKind);
        Assert.Contains("FARGATE", answer.GetProperty("compatibilities").EnumerateArray().Select(item => item.GetString()));
    }

    [Fact]
    public async Task Sizes_InWords_AreGivenBackAsNumbers()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var input = TestEmulator.TaskDefinition()
            .Replace("\"512\"", "\".5 vCPU\"", StringComparison.Ordinal)
            .Replace("\"1024\"", "\"2 GB\"", StringComparison.Ordinal);

        var answer = (await emulator.Ecs.CallAsync("RegisterTaskDefinition", input)).GetProperty("taskDefinition");

        Assert.Equal(("512", "2048"), (answer.GetProperty("cpu").GetString(), answer.GetProperty("memory").GetString()));
    }

    [Theory]
    [InlineData("\"family\": \"worker\"", "\"family\": \"wor ker\"")]
    [InlineData("\"cpu\": \"512\"", "\"cpu\": \"513\"")]
    [InlineData("\"memory\": \"1024\"", "\"memory\": \"512\"")]
    [InlineData("\"cpu\": \"512\",", "")]
    [InlineData("\"awsvpc\"", "\"bridge\"")]
    [InlineData("\"name\": \"worker\",", "")]
    [InlineData("\"image\": \"worker:1.0.0\"", "\"image\": \"\"")]
    [InlineData("\"awslogs\"", "\"splunk\"")]
    [InlineData("\"awslogs-stream-prefix\": \"ecs\"", "\"x\": \"y\"")]
    [InlineData("\"executionRoleArn\"", "\"ignoredRoleArn\"")]
    [InlineData("\"name\": \"worker\",", "\"name\": \"worker\", \"essential\": false,")]
    [InlineData("\"name\": \"worker\",", "\"name\": \"worker\", \"stopTimeout\": 121,")]
    [InlineData("\"name\": \"worker\",", "\"name\": \"worker\", \"environmentFiles\": [],")]
    [InlineData("\"name\": \"worker\",", "\"name\": \"worker\", \"dependsOn\": [{\"containerName\": \"worker\", \"condition\": \"START\"}],")]
    public async Task Register_Invalid_IsRefused(string valid, string invalid)
    {
        await using var emulator = await TestEmulator.StartAsync();
        var input = TestEmulator.TaskDefinition();
        Assert.Contains(valid, input, StringComparison.Ordinal);

        var error = await emulator.Ecs.FailAsync("RegisterTaskDefinition", input.Replace(valid, invalid, StringComparison.Ordinal));

        Assert.Equal("ClientException", error.Code);
    }

    [Fact]
    public async Task Register_HalfASurrogatePairInAMemberThatIsOnlyKept_IsRefused()
    {
        await using var emulator = await TestEmulator.StartAsync();

        var error = await emulator.Ecs.FailAsync("RegisterTaskDefinition", TestEmulator.TaskDefinition("\"hostname\": \"\\ud800\","));

        Assert.Equal("SerializationException", error.Code);
    }

    [Fact]
    public async Task Deregistered_Revision_IsInactiveAndItsNumberIsNotUsedAgain()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var ecs = emulator.Ecs;
        await ecs.CallAsync("RegisterTaskDefinition", TestEmulator.TaskDefinition());

        var noRevision = await ecs.FailAsync("DeregisterTaskDefinition", """{"taskDefinition":"worker"}""");
        var answer = await ecs.CallAsync("DeregisterTaskDefinition", """{"taskDefinition":"worker:1"}""");
        var unknown = await ecs.FailAsync("DescribeTaskDefinition", """{"taskDefinition":"worker"}""");
        var next = await ecs.CallAsync("RegisterTaskDefinition", TestEmulator.TaskDefinition());
        var active = await ecs.CallAsync("ListTaskDefinitions", """{"familyPrefix":"worker"}""");
        var inactive = await ecs.CallAsync("ListTaskDefinitions", """{"status":"INACTIVE"}""");
        var families = await ecs.CallAsync("ListTaskDefinitionFamilies", """{"familyPrefix":"wo"}""");

        Assert.Equal("Revision is missing.", noRevision.Message);
        Assert.Equal("INACTIVE", answer.GetProperty("taskDefinition").GetProperty("status").GetString());
        Assert.Equal(("ClientException", "Unable to describe task definition."), (unknown.Code, unknown.Message));
        Assert.Equal(2, next.GetProperty("taskDefinition").GetProperty("revision").GetInt32());
        Assert.EndsWith("worker:2", Assert.Single(active.GetProperty("taskDefinitionArns").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.EndsWith("worker:1", Assert.Single(inactive.GetProperty("taskDefinitionArns").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Equal("worker", Assert.Single(families.GetProperty("families").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task State_AfterARestart_IsThereAgain()
    {
        await using var first = await TestEmulator.StartAsync();
        await first.PrepareAsync();
        await first.Secrets.CallAsync("CreateSecret", """{"Name":"s","SecretString":"v"}""");
        await first.Logs.CallAsync("CreateLogStream", """{"logGroupName":"/ecs/worker","logStreamName":"a"}""");
        await first.CloseAsync();
        await using var second = await TestEmulator.StartAsync(data: first.Data);

        var definition = await second.Ecs.CallAsync("DescribeTaskDefinition", """{"taskDefinition":"worker"}""");
        var clusters = await second.Ecs.CallAsync("ListClusters");
        var secret = await second.Secrets.CallAsync("GetSecretValue", """{"SecretId":"s"}""");
        var streams = await second.Logs.CallAsync("DescribeLogStreams", """{"logGroupName":"/ecs/worker"}""");

        Assert.Equal(1, definition.GetProperty("taskDefinition").GetProperty("revision").GetInt32());
        Assert.Equal(1, clusters.GetProperty("clusterArns").GetArrayLength());
        Assert.Equal("v", secret.GetProperty("SecretString").GetString());
        Assert.Equal(1, streams.GetProperty("logStreams").GetArrayLength());
    }

    [Fact]
    public async Task Clusters_CreatedDescribedDeleted_AnswerAsOnAws()
    {
        await using var emulator = await TestEmulator.StartAsync();
        var ecs = emulator.Ecs;

        var created = await ecs.CallAsync("CreateCluster");
        var again = await ecs.CallAsync("CreateCluster", """{"clusterName":"default"}""");
        var described = await ecs.CallAsync("DescribeClusters", """{"clusters":["default","none"]}""");
        var deleted = await ecs.CallAsync("DeleteCluster", """{"cluster":"default"}""");
        var gone = await ecs.FailAsync("ListTasks", """{"cluster":"default"}""");
        var invalid = await ecs.FailAsync("CreateCluster", """{"clusterName":"1 x"}""");
        var unknown = await ecs.FailAsync("CreateService", """{"serviceName":"x"}""");

        Assert.Equal("arn:aws:ecs:us-east-1:000000000000:cluster/default", created.GetProperty("cluster").GetProperty("clusterArn").GetString());
        Assert.Equal(created.GetRawText(), again.GetRawText());
        Assert.Equal("ACTIVE", described.GetProperty("clusters")[0].GetProperty("status").GetString());
        Assert.Equal("MISSING", described.GetProperty("failures")[0].GetProperty("reason").GetString());
        Assert.Equal("INACTIVE", deleted.GetProperty("cluster").GetProperty("status").GetString());
        Assert.Equal("ClusterNotFoundException", gone.Code);
        Assert.Equal("InvalidParameterException", invalid.Code);
        Assert.Equal("UnknownOperationException", unknown.Code);
    }
}
