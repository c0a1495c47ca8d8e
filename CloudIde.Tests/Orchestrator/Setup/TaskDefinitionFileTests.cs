using Amazon.ECS;
using Amazon.ECS.Model;
using CloudIde.Orchestrator.Setup;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace CloudIde.Tests.Orchestrator.Setup;

public sealed class TaskDefinitionFileTests
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_TheFileOfTheProject_IsAFargateTaskWithItsPlaceholdersFilled()
    {
        var definition = await ReadAsync();

        Assert.Equal("cloudide-worker", definition.Family);
        Assert.Equal(["FARGATE"], definition.RequiresCompatibilities);
        Assert.Equal(NetworkMode.Awsvpc, definition.NetworkMode);
        Assert.Equal(("512", "1024"), (definition.Cpu, definition.Memory));
        Assert.Equal(CPUArchitecture.X86_64, definition.RuntimePlatform.CpuArchitecture);
        Assert.Equal("arn:aws:iam::111122223333:role/cloudide-worker-execution", definition.ExecutionRoleArn);
        var container = Assert.Single(definition.ContainerDefinitions);
        Assert.Equal("cloudide-worker", container.Name);
        Assert.Equal("111122223333.dkr.ecr.eu-west-1.amazonaws.com/cloudide-worker:1.0.0", container.Image);
        Assert.Equal(120, container.StopTimeout);
        Assert.True(container.Essential);
        Assert.True(container.LinuxParameters.InitProcessEnabled);
        Assert.Equal("REDIS_PASSWORD", Assert.Single(container.Secrets).Name);
        Assert.Equal("/ecs/cloudide-worker", container.LogConfiguration.Options["awslogs-group"]);
        Assert.Equal("eu-west-1", container.LogConfiguration.Options["awslogs-region"]);
    }

    [Fact]
    public async Task Fingerprint_OfTheSameWithDefaultsFilledInAndAnotherOrder_IsTheSame()
    {
        var request = await ReadAsync();
        var container = request.ContainerDefinitions[0];
        var answered = new TaskDefinition
        {
            Family = request.Family,
            NetworkMode = request.NetworkMode,
            Cpu = request.Cpu,
            Memory = request.Memory,
            ExecutionRoleArn = request.ExecutionRoleArn,
            TaskRoleArn = request.TaskRoleArn,
            RuntimePlatform = request.RuntimePlatform,
            RequiresCompatibilities = request.RequiresCompatibilities,
            ContainerDefinitions =
            [
                new ContainerDefinition
                {
                    Name = container.Name,
                    Image = container.Image,
                    Essential = true,
                    Cpu = container.Cpu,
                    Memory = container.Memory,
                    StopTimeout = container.StopTimeout,
                    Environment = [.. container.Environment.AsEnumerable().Reverse()],
                    Secrets = container.Secrets,
                    LinuxParameters = container.LinuxParameters,
                    Ulimits = container.Ulimits,
                    LogConfiguration = container.LogConfiguration,
                    PortMappings = [],
                    MountPoints = [],
                    ReadonlyRootFilesystem = false,
                },
            ],
        };

        Assert.Equal(TaskDefinitionFingerprint.Of(request), TaskDefinitionFingerprint.Of(answered));

        container.Environment[0].Value += "x";
        answered.ContainerDefinitions[0].Image += "x";
        Assert.NotEqual(TaskDefinitionFingerprint.Of(request), TaskDefinitionFingerprint.Of(answered));
    }

    [Fact]
    public void Fingerprint_OfASizeInWordsAndAHealthCheckWithoutTimes_IsThatOfEcsAnswer()
    {
        var request = new RegisterTaskDefinitionRequest
        {
            Cpu = ".5 vCPU",
            Memory = "1GB",
            ContainerDefinitions = [new ContainerDefinition { Name = "c", HealthCheck = new HealthCheck { Command = ["CMD", "true"] } }],
        };
        var answered = new TaskDefinition
        {
            Cpu = "512",
            Memory = "1024",
            ContainerDefinitions =
            [
                new ContainerDefinition
                {
                    Name = "c",
                    Cpu = 0,
                    Essential = true,
                    HealthCheck = new HealthCheck { Command = ["CMD", "true"], Interval = 30, Timeout = 5, Retries = 3 },
                },
            ],
        };

        Assert.Equal(TaskDefinitionFingerprint.Of(request), TaskDefinitionFingerprint.Of(answered));

        answered.ContainerDefinitions[0].HealthCheck.Retries = 4;
        Assert.NotEqual(TaskDefinitionFingerprint.Of(request), TaskDefinitionFingerprint.Of(answered));
    }

    [Fact]
    public void Parse_AMemberThatIsNotKnown_NamesIt()
    {
        var error = Assert.Throws<InvalidDataException>(() => TaskDefinitionFile.Parse(
            """{"family":"f","containerDefinitions":[{"name":"c","privilege":true}]}""", "1", "r", "task.json"));

        Assert.StartsWith("task.json.containerDefinitions[0] has privilege,", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"family":""", "task.json is not valid JSON")]
    [InlineData("""[]""", "task.json must be a JSON object")]
    [InlineData("""{"family":5}""", "task.json.family must be a string")]
    [InlineData("""{"containerDefinitions":{}}""", "task.json.containerDefinitions must be a JSON array")]
    public void Parse_WrongForms_SayWhere(string text, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => TaskDefinitionFile.Parse(text, "1", "r", "task.json"));

        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_PlaceholdersWithinNames_AreLeftAlone()
    {
        var definition = TaskDefinitionFile.Parse(
            """{"containerDefinitions":[{"environment":[{"name":"AWS_REGION","value":"REGION"}]}]}""", "1", "eu-west-1", "task.json");

        var variable = Assert.Single(definition.ContainerDefinitions[0].Environment);
        Assert.Equal(("AWS_REGION", "eu-west-1"), (variable.Name, variable.Value));
    }

    private static Task<RegisterTaskDefinitionRequest> ReadAsync() =>
        TaskDefinitionFile.ReadAsync(TaskDefinitionFile.DefaultPath, "111122223333", "eu-west-1", CancellationToken);
}
