using System.Text.Json;
using CloudIde.Emulator;
using Xunit;

namespace CloudIde.Tests.Emulator.Ecs;

/// <summary>Tasks as containers of a real engine.</summary>
public sealed class DockerTaskTests(DockerImage image) : IClassFixture<DockerImage>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Task_RunsTheDefinitionsImage_WithEnvironmentSecretsLogsAndExitCode()
    {
        await using var emulator = await StartAsync();
        await emulator.Secrets.CallAsync("CreateSecret", """{"Name":"cloudide/jwt","SecretString":"s3cret"}""");
        var secret = (await emulator.Secrets.CallAsync("DescribeSecret", """{"SecretId":"cloudide/jwt"}""")).GetProperty("ARN").GetString();
        await emulator.PrepareAsync(
            $$"""
            "entryPoint": ["/bin/sh", "-c"], "workingDirectory": "/work",
            "command": ["echo $GREETING $JWT in $PWD; echo to stderr >&2; test -e /etc/passwd || echo contained; exit 7"],
            "environment": [{"name": "GREETING", "value": "hello"}], "secrets": [{"name": "JWT", "valueFrom": "{{secret}}"}],
            """,
            DockerImage.Name);

        var task = await emulator.WaitForAsync(await emulator.RunAsync(), "STOPPED");

        Assert.Equal(7, task.GetProperty("containers")[0].GetProperty("exitCode").GetInt32());
        Assert.Equal("EssentialContainerExited", task.GetProperty("stopCode").GetString());
        var log = await emulator.WaitForLogAsync(line => line == "contained");
        Assert.Contains("hello s3cret in /work", log);
        Assert.Contains("to stderr", log);
        Assert.Empty(await image.ContainersAsync());
    }

    [Fact]
    public async Task Task_ReachesTheEmulator()
    {
        await using var emulator = await StartAsync();
        await emulator.PrepareAsync(
            $$"""
            "entryPoint": ["/bin/bash", "-c"],
            "command": ["exec 3<>/dev/tcp/127.0.0.1/{{emulator.Host.Endpoint.Port}}; echo -e 'GET /alive HTTP/1.0\\r\\n\\r\\n' >&3; read line <&3; echo $line"],
            """,
            DockerImage.Name);

        await emulator.WaitForAsync(await emulator.RunAsync(), "STOPPED");

        Assert.Contains(await emulator.WaitForLogAsync(line => line.Contains("HTTP/1.1", StringComparison.Ordinal)), line => line.Contains("200", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("trap 'echo asked; exit 5' TERM; echo ready; while :; do sleep 0.1; done", 5)]
    [InlineData("trap '' TERM; echo ready; while :; do sleep 0.1; done", 137)]
    public async Task Stop_AsksFirstAndKillsAfterStopTimeout(string script, int exitCode)
    {
        await using var emulator = await StartAsync();
        await emulator.PrepareAsync(
            $$"""
            "entryPoint": ["/bin/sh", "-c"], "command": [{{JsonSerializer.Serialize(script)}}], "stopTimeout": 2,
            """,
            DockerImage.Name);
        var task = await emulator.RunAsync();
        await emulator.WaitForLogAsync(line => line == "ready");

        await emulator.StopAsync(task);

        var stopped = await emulator.WaitForAsync(task, "STOPPED");
        Assert.Equal(exitCode, stopped.GetProperty("containers")[0].GetProperty("exitCode").GetInt32());
        Assert.Equal("UserInitiated", stopped.GetProperty("stopCode").GetString());
        Assert.Empty(await image.ContainersAsync());
    }

    [Fact]
    public async Task Container_HasTheLimitsOfItsTask()
    {
        await using var emulator = await StartAsync();
        await emulator.PrepareAsync(
            """
            "entryPoint": ["/bin/sh", "-c"], "command": ["echo ready; sleep 600"], "stopTimeout": 2, "memory": 256, "cpu": 128, "readonlyRootFilesystem": true,
            """,
            DockerImage.Name);
        var task = await emulator.RunAsync();
        await emulator.WaitForLogAsync(line => line == "ready");

        var limits = (await image.InspectAsync(Assert.Single(await image.ContainersAsync()))).HostConfig!;

        Assert.Equal((256L * 1024 * 1024, 128L, true), (limits.Memory, limits.CPUShares, limits.ReadonlyRootfs));
        Assert.InRange(limits.NanoCPUs, 499_000_000, 500_000_000);
        await emulator.StopAsync(task);
        await emulator.WaitForAsync(task, "STOPPED");
    }

    [Fact]
    public async Task Container_BeyondItsMemory_IsKilledAndSaysWhy()
    {
        await using var emulator = await StartAsync();
        await emulator.PrepareAsync(
            """
            "entryPoint": ["/bin/sh", "-c"], "command": ["a=x; while :; do a=$a$a; done"], "memory": 16,
            """,
            DockerImage.Name);

        var task = await emulator.WaitForAsync(await emulator.RunAsync(), "STOPPED");

        var container = task.GetProperty("containers")[0];
        Assert.Equal(137, container.GetProperty("exitCode").GetInt32());
        Assert.StartsWith("OutOfMemoryError", container.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_ThatIsNowhere_FailsTheTask()
    {
        await using var emulator = await StartAsync();
        await emulator.PrepareAsync(image: "127.0.0.1:1/none:1.0");

        var task = await emulator.WaitForAsync(await emulator.RunAsync(), "STOPPED");

        Assert.StartsWith("CannotPullContainerError", task.GetProperty("stoppedReason").GetString(), StringComparison.Ordinal);
        Assert.Equal("TaskFailedToStart", task.GetProperty("stopCode").GetString());
    }

    [Fact]
    public async Task EndOfTheEmulator_EndsItsContainers()
    {
        var emulator = await StartAsync();
        await emulator.PrepareAsync("""
            "entryPoint": ["/bin/sh", "-c"], "command": ["echo ready; sleep 600"], "stopTimeout": 2,
            """, DockerImage.Name);
        await emulator.RunAsync();
        await emulator.WaitForLogAsync(line => line == "ready");

        await emulator.DisposeAsync();

        Assert.Empty(await image.ContainersAsync());
    }

    [Fact]
    public async Task EmulatorThatWasKilled_EndsItsContainersAtTheNextStart()
    {
        var data = Directory.CreateTempSubdirectory("cloudide-emulator-").FullName;
        var emulator = await StartAsync(data);
        await emulator.PrepareAsync("""
            "entryPoint": ["/bin/sh", "-c"], "command": ["echo ready; sleep 600"], "stopTimeout": 2,
            """, DockerImage.Name);
        var task = await emulator.RunAsync();
        await emulator.WaitForLogAsync(line => line == "ready");
        await emulator.WaitForAsync(task, "RUNNING");

        // What a kill leaves: the files as they are now, and the container.
        var left = Directory.CreateTempSubdirectory("cloudide-emulator-").FullName;
        Copy(data, left);
        await using (var next = await StartAsync(left))
        {
            var stopped = await next.WaitForAsync(task, "STOPPED");
            Assert.Equal("TerminationNotice", stopped.GetProperty("stopCode").GetString());
            Assert.Empty(await image.ContainersAsync());
        }

        await emulator.DisposeAsync();
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private Task<TestEmulator> StartAsync(string? data = null)
    {
        Assert.SkipWhen(image.Missing is not null, image.Missing ?? "");
        return TestEmulator.StartAsync(data: data, configure: options => options with { TaskRuntime = TaskRuntimeKind.Docker });
    }
}
