using System.Globalization;
using System.Text.Json;
using CloudIde.Emulator.Ecs.Runtime;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Emulator.Ecs;

public sealed class TaskLifecycleTests
{
    // A worker that ends cleanly at SIGTERM. 'wait' is interrupted by the signal, 'sleep' would not be.
    private const string Obedient = "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05 & wait $!; done";
    private const string Stubborn = "trap '' TERM; echo up; while :; do sleep 0.05; done";

    [Fact]
    public async Task Task_Started_RunsAProcessWithItsEnvironmentAndNothingOfTheEmulators()
    {
        Environment.SetEnvironmentVariable("CLOUDIDE_TEST_EMULATOR_ONLY", "leaked");
        await using var emulator = await TestEmulator.StartAsync("echo \"args $*\"; env; pwd; echo end; sleep 100");
        await emulator.Secrets.CallAsync("CreateSecret", """{"Name":"cloudide/jwt","SecretString":"top"}""");
        await emulator.Secrets.CallAsync("CreateSecret", """{"Name":"cloudide/json","SecretString":"{\"a\":\"from json\"}"}""");
        await emulator.PrepareAsync("""
            "command": ["one", "two"],
            "environment": [{"name": "COLOR", "value": "red"}, {"name": "SIZE", "value": "small"}],
            "secrets": [
              {"name": "JWT", "valueFrom": "arn:aws:secretsmanager:us-east-1:000000000000:secret:cloudide/jwt"},
              {"name": "NAMED", "valueFrom": "cloudide/jwt"},
              {"name": "MEMBER", "valueFrom": "arn:aws:secretsmanager:us-east-1:000000000000:secret:cloudide/json:a::"}],
            """);

        var task = await emulator.RunAsync("""
            "overrides": {"containerOverrides": [{"name": "worker", "environment": [{"name": "COLOR", "value": "blue"}]}]},
            """);
        var lines = await emulator.WaitForLogAsync(line => line == "end");

        Assert.Contains("args one two", lines);
        Assert.Contains("COLOR=blue", lines);
        Assert.Contains("SIZE=small", lines);
        Assert.Contains("JWT=top", lines);
        Assert.Contains("NAMED=top", lines);
        Assert.Contains("MEMBER=from json", lines);
        Assert.Contains("AWS_REGION=us-east-1", lines);
        Assert.Contains("AWS_EXECUTION_ENV=AWS_ECS_FARGATE", lines);
        Assert.Contains($"AWS_ENDPOINT_URL={emulator.Host.Endpoint.ToString().TrimEnd('/')}", lines);
        Assert.Contains($"CLOUDIDE_PARENT_PID={Environment.ProcessId}", lines);
        Assert.DoesNotContain(lines, line => line.Contains("leaked", StringComparison.Ordinal));
        var home = lines.Single(line => line.StartsWith("HOME=", StringComparison.Ordinal))["HOME=".Length..];
        Assert.StartsWith(emulator.Data, home, StringComparison.Ordinal);
        Assert.EndsWith(task.Split('/')[^1], home, StringComparison.Ordinal);
        Assert.True(Directory.Exists(home));

        await emulator.StopAsync(task);
        await emulator.WaitForAsync(task, "STOPPED");
        Assert.False(Directory.Exists(home));
    }

    [Fact]
    public async Task OverriddenCommand_Given_ReplacesTheDefinitions()
    {
        await using var emulator = await TestEmulator.StartAsync("echo \"args $*\"");
        await emulator.PrepareAsync("""
            "command": ["one", "two"],
            """);

        await emulator.RunAsync("""
            "overrides": {"containerOverrides": [{"name": "worker", "command": ["a b", "$(id)", ";"]}]},
            """);

        await emulator.WaitForLogAsync(line => line == "args a b $(id) ;");
    }

    [Fact]
    public async Task EntryPoint_InTheDefinition_ReplacesTheImages()
    {
        await using var emulator = await TestEmulator.StartAsync("echo image");
        await emulator.PrepareAsync("""
            "entryPoint": ["/bin/echo", "own"], "command": ["entry point"],
            """);

        await emulator.RunAsync();

        Assert.DoesNotContain("image", await emulator.WaitForLogAsync(line => line == "own entry point"));
    }

    [Fact]
    public async Task Task_Running_HasTheTimesAndDetailsOfOne()
    {
        await using var emulator = await TestEmulator.StartAsync(Obedient);
        await emulator.PrepareAsync();

        var arn = await emulator.RunAsync("\"startedBy\":\"orchestrator\",");
        var task = await emulator.WaitForAsync(arn, "RUNNING");

        Assert.Equal("RUNNING", task.GetProperty("desiredStatus").GetString());
        Assert.Equal("orchestrator", task.GetProperty("startedBy").GetString());
        Assert.Equal("family:worker", task.GetProperty("group").GetString());
        Assert.Equal("512", task.GetProperty("cpu").GetString());
        Assert.Equal("1024", task.GetProperty("memory").GetString());
        Assert.Equal("FARGATE", task.GetProperty("launchType").GetString());
        Assert.Equal("1.4.0", task.GetProperty("platformVersion").GetString());
        Assert.Equal("CONNECTED", task.GetProperty("connectivity").GetString());
        Assert.EndsWith("task-definition/worker:1", task.GetProperty("taskDefinitionArn").GetString(), StringComparison.Ordinal);
        decimal[] times =
        [
            .. ((string[])["createdAt", "pullStartedAt", "pullStoppedAt", "startedAt"]).Select(name => task.GetProperty(name).GetDecimal()),
        ];
        Assert.Equal(times.Order(), times);
        var attachment = task.GetProperty("attachments")[0];
        Assert.Equal("ElasticNetworkInterface", attachment.GetProperty("type").GetString());
        Assert.Equal("ATTACHED", attachment.GetProperty("status").GetString());
        var container = task.GetProperty("containers")[0];
        Assert.Equal("RUNNING", container.GetProperty("lastStatus").GetString());
        Assert.StartsWith(arn.Split('/')[^1], container.GetProperty("runtimeId").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StopTask_ProcessObeysSigterm_StopsWithItsExitCode()
    {
        await using var emulator = await TestEmulator.StartAsync(Obedient);
        await emulator.PrepareAsync();
        var arn = await emulator.RunAsync();
        await emulator.WaitForLogAsync(line => line == "up");

        var answer = (await emulator.StopAsync(arn, "scale in")).GetProperty("task");
        var task = await emulator.WaitForAsync(arn, "STOPPED");

        Assert.Equal("STOPPED", answer.GetProperty("desiredStatus").GetString());
        Assert.Equal("UserInitiated", task.GetProperty("stopCode").GetString());
        Assert.Equal("scale in", task.GetProperty("stoppedReason").GetString());
        Assert.Equal(0, task.GetProperty("containers")[0].GetProperty("exitCode").GetInt32());
        Assert.True(task.GetProperty("stoppingAt").GetDecimal() <= task.GetProperty("executionStoppedAt").GetDecimal());
        Assert.True(task.GetProperty("executionStoppedAt").GetDecimal() <= task.GetProperty("stoppedAt").GetDecimal());
        Assert.Contains("bye", await emulator.LogAsync());
    }

    [Fact]
    public async Task StopTask_ProcessWithoutHandler_StopsWith143()
    {
        await using var emulator = await TestEmulator.StartAsync("echo up; exec sleep 1000");
        await emulator.PrepareAsync();
        var arn = await emulator.RunAsync();
        await emulator.WaitForLogAsync(line => line == "up");

        await emulator.StopAsync(arn);

        Assert.Equal(143, ExitCode(await emulator.WaitForAsync(arn, "STOPPED")));
    }

    [Fact]
    public async Task StopTask_ProcessIgnoresSigterm_IsKilledAfterStopTimeout()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var emulator = await TestEmulator.StartAsync(Stubborn, time);
        await emulator.PrepareAsync("\"stopTimeout\": 60,");
        var arn = await emulator.RunAsync();
        await emulator.WaitForLogAsync(line => line == "up");

        await emulator.StopAsync(arn);
        await emulator.WaitForAsync(arn, "STOPPING");
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("STOPPING", (await emulator.DescribeAsync(arn)).GetProperty("lastStatus").GetString());
        await AdvanceUntilAsync(emulator, time, arn);

        Assert.Equal(137, ExitCode(await emulator.DescribeAsync(arn)));
    }

    [Fact]
    public async Task StopTask_ProcessHasStartedOthersInSessionsOfTheirOwn_NoneIsLeft()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "setsid is a program of Linux.");
        const string Script = "setsid sh -c 'sleep 1001 & sleep 1002 & echo pids $!; wait' & trap 'exit 0' TERM; while :; do sleep 0.05 & wait $!; done";
        await using var emulator = await TestEmulator.StartAsync(Script);
        await emulator.PrepareAsync("\"stopTimeout\": 1,");
        var arn = await emulator.RunAsync();
        var lines = await emulator.WaitForLogAsync(line => line.StartsWith("pids", StringComparison.Ordinal));
        var pid = int.Parse(lines.Single(line => line.StartsWith("pids", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
        Assert.True(IsAlive(pid));

        await emulator.StopAsync(arn);
        await emulator.WaitForAsync(arn, "STOPPED");

        Assert.False(IsAlive(pid));
    }

    [Fact]
    public async Task EssentialContainer_ExitsByItself_StopsTheTaskWithItsCode()
    {
        await using var emulator = await TestEmulator.StartAsync("echo done; exit 3");
        await emulator.PrepareAsync();

        var arn = await emulator.RunAsync();
        var task = await emulator.WaitForAsync(arn, "STOPPED");

        Assert.Equal("EssentialContainerExited", task.GetProperty("stopCode").GetString());
        Assert.Equal("Essential container in task exited", task.GetProperty("stoppedReason").GetString());
        Assert.Equal("STOPPED", task.GetProperty("desiredStatus").GetString());
        Assert.Equal(3, ExitCode(task));
        Assert.Contains("done", await emulator.LogAsync());
    }

    [Fact]
    public async Task Task_ImageNotMapped_FailsToStartAsWhenItCannotBePulled()
    {
        await using var emulator = await TestEmulator.StartAsync();
        await emulator.PrepareAsync(image: "000000000000.dkr.ecr.us-east-1.amazonaws.com/other:2.0.0");

        var task = await emulator.WaitForAsync(await emulator.RunAsync(), "STOPPED");

        Assert.Equal("TaskFailedToStart", task.GetProperty("stopCode").GetString());
        Assert.StartsWith("CannotPullContainerError: ", task.GetProperty("stoppedReason").GetString(), StringComparison.Ordinal);
        Assert.False(task.TryGetProperty("startedAt", out _));
        Assert.False(task.GetProperty("containers")[0].TryGetProperty("exitCode", out _));
    }

    [Theory]
    [InlineData("/no/such/program", "CannotStartContainerError: ")]
    [InlineData("no-such-program", "CannotStartContainerError: ")]
    public async Task Task_ProgramMissing_FailsToStart(string program, string reason)
    {
        await using var emulator = await TestEmulator.StartAsync(configure: options => options with
        {
            Images = new Dictionary<string, IReadOnlyList<string>> { ["worker"] = [program] },
        });
        await emulator.PrepareAsync();

        var task = await emulator.WaitForAsync(await emulator.RunAsync(), "STOPPED");

        Assert.Equal("TaskFailedToStart", task.GetProperty("stopCode").GetString());
        Assert.StartsWith(reason, task.GetProperty("stoppedReason").GetString(), StringComparison.Ordinal);
        Assert.Contains(program, task.GetProperty("containers")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Task_SecretMissing_FailsToStartAndRunsNothing()
    {
        await using var emulator = await TestEmulator.StartAsync("echo ran");
        await emulator.PrepareAsync("""
            "secrets": [{"name": "JWT", "valueFrom": "cloudide/none"}],
            """);

        var task = await emulator.WaitForAsync(await emulator.RunAsync(), "STOPPED");

        Assert.Equal("TaskFailedToStart", task.GetProperty("stopCode").GetString());
        Assert.StartsWith("ResourceInitializationError: unable to pull secrets", task.GetProperty("stoppedReason").GetString(), StringComparison.Ordinal);
        Assert.Empty(await emulator.LogAsync());
    }

    [Fact]
    public async Task Task_LogGroupMissing_FailsToStart()
    {
        await using var emulator = await TestEmulator.StartAsync("echo ran");
        await emulator.PrepareAsync();
        await emulator.Logs.CallAsync("DeleteLogGroup", """{"logGroupName":"/ecs/worker"}""");

        var task = await emulator.WaitForAsync(await emulator.RunAsync(), "STOPPED");

        Assert.Equal("TaskFailedToStart", task.GetProperty("stopCode").GetString());
        Assert.Contains("The specified log group does not exist", task.GetProperty("stoppedReason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_Delayed_GoesThroughItsStatesAndCanBeStoppedMeanwhile()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var emulator = await TestEmulator.StartAsync(Obedient, time, configure: options => options with
        {
            FargateStartMin = TimeSpan.FromSeconds(40),
            FargateStartMax = TimeSpan.FromSeconds(40),
        });
        await emulator.PrepareAsync();

        var arn = await emulator.RunAsync();
        Assert.Equal("PROVISIONING", (await emulator.DescribeAsync(arn)).GetProperty("lastStatus").GetString());
        var list = await emulator.Ecs.CallAsync("ListTasks", $$"""{"cluster":"{{TestEmulator.ClusterName}}"}""");
        Assert.Equal(1, list.GetProperty("taskArns").GetArrayLength());
        await AdvanceUntilAsync(emulator, time, arn, "PENDING", TimeSpan.FromSeconds(10));
        await emulator.StopAsync(arn);
        var task = await emulator.WaitForAsync(arn, "STOPPED");

        Assert.Equal("UserInitiated", task.GetProperty("stopCode").GetString());
        Assert.False(task.TryGetProperty("startedAt", out _));
        Assert.Empty(await emulator.LogAsync());
    }

    [Fact]
    public async Task SpotTask_Interrupted_StopsWithThatCode()
    {
        await using var emulator = await TestEmulator.StartAsync(Obedient);
        await emulator.PrepareAsync();
        var answer = await emulator.Ecs.CallAsync(
            "RunTask", TestEmulator.RunTask(launch: "\"capacityProviderStrategy\":[{\"capacityProvider\":\"FARGATE_SPOT\",\"weight\":1}],"));
        var arn = answer.GetProperty("tasks")[0].GetProperty("taskArn").GetString()!;
        var running = await emulator.WaitForAsync(arn, "RUNNING");
        await emulator.WaitForLogAsync(line => line == "up");

        using var http = new HttpClient { BaseAddress = emulator.Host.Endpoint };
        using var response = await http.PostAsync(
            new Uri($"_emulator/ecs/tasks/{arn.Split('/')[^1]}/spot-interruption", UriKind.Relative), null, TestContext.Current.CancellationToken);
        var task = await emulator.WaitForAsync(arn, "STOPPED");

        Assert.Equal("FARGATE_SPOT", running.GetProperty("capacityProviderName").GetString());
        Assert.Equal("SpotInterruption", task.GetProperty("stopCode").GetString());
        Assert.Contains("bye", await emulator.LogAsync());
    }

    [Fact]
    public async Task StoppedTask_AnHourLater_IsForgotten()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var emulator = await TestEmulator.StartAsync("exit 0", time);
        await emulator.PrepareAsync();
        var arn = await emulator.RunAsync();
        await emulator.WaitForAsync(arn, "STOPPED");

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal("STOPPED", (await emulator.DescribeAsync(arn)).GetProperty("lastStatus").GetString());
        time.Advance(TimeSpan.FromMinutes(2));
        var answer = await emulator.Ecs.CallAsync("DescribeTasks", $$"""{"cluster":"{{TestEmulator.ClusterName}}","tasks":["{{arn}}"]}""");

        Assert.Equal(0, answer.GetProperty("tasks").GetArrayLength());
        Assert.Equal("MISSING", answer.GetProperty("failures")[0].GetProperty("reason").GetString());
        Assert.Empty(Directory.GetFiles(Path.Combine(emulator.Data, "ecs", "tasks")));
    }

    [Fact]
    public async Task Output_LongAndUnfinishedLines_AreAllInTheLog()
    {
        await using var emulator = await TestEmulator.StartAsync(
            "head -c 40000 /dev/zero | tr '\\0' x; echo; echo err >&2; echo; i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done; printf last");
        await emulator.PrepareAsync();

        await emulator.WaitForAsync(await emulator.RunAsync(), "STOPPED");
        var lines = await emulator.LogAsync();

        Assert.Equal(40_000, lines.Where(line => line.StartsWith('x')).Sum(line => line.Length));
        Assert.Equal(Enumerable.Range(0, 2000).Select(index => $"line {index}"), lines.Where(line => line.StartsWith("line", StringComparison.Ordinal)));
        Assert.Contains("err", lines);
        Assert.Contains("last", lines);
    }

    private static int ExitCode(JsonElement task) => task.GetProperty("containers")[0].GetProperty("exitCode").GetInt32();

    // One that has ended stays in the table where nobody waits for orphans, as in many containers.
    private static bool IsAlive(int pid) => ProcessTable.Find(pid) is { Ended: false };

    // The emulator may not have begun to wait when the clock is moved, so the clock is moved until it has.
    private static async Task AdvanceUntilAsync(
        TestEmulator emulator, FakeTimeProvider time, string task, string status = "STOPPED", TimeSpan? step = null)
    {
        for (var round = 0; round < 200; round++)
        {
            time.Advance(step ?? TimeSpan.FromSeconds(2));
            await Task.Delay(20, TestContext.Current.CancellationToken);
            if ((await emulator.DescribeAsync(task)).GetProperty("lastStatus").GetString() == status)
            {
                return;
            }
        }

        Assert.Fail($"The task never was {status}.");
    }
}
