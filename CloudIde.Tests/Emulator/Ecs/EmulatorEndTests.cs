using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CloudIde.Emulator.Ecs.Runtime;
using Xunit;

namespace CloudIde.Tests.Emulator.Ecs;

public sealed class EmulatorEndTests
{
    [Fact]
    public async Task Emulator_Ends_TasksEndBeforeAndStillReachIt()
    {
        // At SIGTERM the worker calls the emulator, as it does to save its files, and notes the answer.
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "The task needs curl.");
        const string Script = """
            trap 'curl -s -o /dev/null -w "%{http_code}" "$AWS_ENDPOINT_URL/_localstack/health" > "$RESULT"; exit 0' TERM
            echo pid $$
            while :; do sleep 0.05 & wait $!; done
            """;
        var result = Path.GetTempFileName();
        await using var emulator = await TestEmulator.StartAsync(Script);
        await emulator.PrepareAsync($$"""
            "environment": [{"name": "RESULT", "value": "{{result}}"}],
            """);
        await emulator.RunAsync();
        var lines = await emulator.WaitForLogAsync(line => line.StartsWith("pid", StringComparison.Ordinal));
        var pid = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);

        await emulator.CloseAsync();

        Assert.Equal("200", await File.ReadAllTextAsync(result, TestContext.Current.CancellationToken));
        Assert.False(ProcessTable.Find(pid) is { Ended: false });
        Assert.Contains("TerminationNotice", await ReadTaskAsync(emulator.Data), StringComparison.Ordinal);
        File.Delete(result);
    }

    [Fact]
    public async Task Emulator_StartsAfterAKill_EndsWhatWasLeftAndMarksItStopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The task is a shell script, and Windows has no shell.");
        using var left = Process.Start("/bin/sleep", "1000");
        await using var emulator = await TestEmulator.StartAsync("sleep 0.01");
        await emulator.PrepareAsync("\"stopTimeout\": 5,");
        var arn = await emulator.RunAsync();
        await emulator.WaitForAsync(arn, "STOPPED");
        await emulator.CloseAsync();
        await RewindAsync(emulator.Data, ProcessTable.Find(left.Id)!.Value);

        await using var next = await TestEmulator.StartAsync("sleep 0.01", data: emulator.Data);
        var task = await next.WaitForAsync(arn, "STOPPED");

        await left.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("TerminationNotice", task.GetProperty("stopCode").GetString());
    }

    [Fact]
    public async Task Emulator_StartsAfterAKillAndTheProcessIdIsAnothers_LeavesThatOneAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The task is a shell script, and Windows has no shell.");
        using var stranger = Process.Start("/bin/sleep", "1000");
        await using var emulator = await TestEmulator.StartAsync("sleep 0.01");
        await emulator.PrepareAsync();
        var arn = await emulator.RunAsync();
        await emulator.WaitForAsync(arn, "STOPPED");
        await emulator.CloseAsync();
        await RewindAsync(emulator.Data, ProcessTable.Find(stranger.Id)!.Value with { StartedAt = "another boot/1" });

        await using var next = await TestEmulator.StartAsync("sleep 0.01", data: emulator.Data);
        await next.WaitForAsync(arn, "STOPPED");

        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    // Makes the task's file what it is while the task runs, with another process in its place.
    private static async Task RewindAsync(string data, ProcessInfo process)
    {
        var file = Assert.Single(Directory.GetFiles(Path.Combine(data, "ecs", "tasks")));
        var state = JsonNode.Parse(await ReadTaskAsync(data))!.AsObject();
        state["lastStatus"] = "RUNNING";
        state["desiredStatus"] = "RUNNING";
        foreach (var member in (string[])["stopCode", "stoppedReason", "stoppingAt", "stoppedAt", "executionStoppedAt"])
        {
            state.Remove(member);
        }

        state["containers"]![0]!["identity"] = new JsonObject { ["processId"] = process.Id, ["startedAt"] = process.StartedAt };
        await File.WriteAllTextAsync(file, state.ToJsonString(), TestContext.Current.CancellationToken);
    }

    private static Task<string> ReadTaskAsync(string data) => File.ReadAllTextAsync(
        Assert.Single(Directory.GetFiles(Path.Combine(data, "ecs", "tasks"))), TestContext.Current.CancellationToken);
}
