using Xunit;

namespace CloudIde.Tests.Emulator.Ecs;

public sealed class TaskQueryTests
{
    private const string Sleeper = "exec sleep 1000";

    [Fact]
    public async Task ListTasks_Filters_SelectWhatTheyName()
    {
        await using var emulator = await TestEmulator.StartAsync(Sleeper);
        await emulator.PrepareAsync();
        var mine = await emulator.RunAsync("\"startedBy\":\"me\",");
        var other = await emulator.RunAsync("\"startedBy\":\"you\",");
        await emulator.WaitForAsync(other, "RUNNING");
        await emulator.StopAsync(other);

        Assert.Equal([mine], await RunTaskTests.ListAsync(emulator));
        Assert.Equal([mine], await RunTaskTests.ListAsync(emulator, ",\"startedBy\":\"me\""));
        Assert.Empty(await RunTaskTests.ListAsync(emulator, ",\"startedBy\":\"you\""));
        Assert.Equal([other], await RunTaskTests.ListAsync(emulator, ",\"startedBy\":\"you\",\"desiredStatus\":\"STOPPED\""));
        Assert.Equal([mine], await RunTaskTests.ListAsync(emulator, ",\"family\":\"worker\",\"launchType\":\"FARGATE\""));
        Assert.Empty(await RunTaskTests.ListAsync(emulator, ",\"launchType\":\"EC2\""));
        Assert.Empty(await RunTaskTests.ListAsync(emulator, ",\"desiredStatus\":\"PENDING\""));
    }

    [Theory]
    [InlineData("\"startedBy\":\"me\",\"family\":\"worker\"", "InvalidParameterException")]
    [InlineData("\"startedBy\":\"me\",\"launchType\":\"FARGATE\"", "InvalidParameterException")]
    [InlineData("\"serviceName\":\"none\"", "ServiceNotFoundException")]
    [InlineData("\"desiredStatus\":\"DONE\"", "InvalidParameterException")]
    [InlineData("\"maxResults\":101", "InvalidParameterException")]
    [InlineData("\"maxResults\":0", "InvalidParameterException")]
    [InlineData("\"nextToken\":\"***\"", "InvalidParameterException")]
    public async Task ListTasks_InvalidFilters_AreRefused(string members, string code)
    {
        await using var emulator = await TestEmulator.StartAsync();
        await emulator.PrepareAsync();

        var error = await emulator.Ecs.FailAsync("ListTasks", $$"""{"cluster":"{{TestEmulator.ClusterName}}",{{members}}}""");

        Assert.Equal(code, error.Code);
    }

    [Fact]
    public async Task ListTasks_Paged_GivesEachTaskOnceInTheOrderOfTheirStart()
    {
        await using var emulator = await TestEmulator.StartAsync(Sleeper);
        await emulator.PrepareAsync();
        await emulator.Ecs.CallAsync("RunTask", TestEmulator.RunTask("\"count\":7,"));
        var all = await RunTaskTests.ListAsync(emulator);

        var paged = new List<string>();
        string? token = null;
        do
        {
            var next = token is null ? "" : $",\"nextToken\":\"{token}\"";
            var page = await emulator.Ecs.CallAsync("ListTasks", $$"""{"cluster":"{{TestEmulator.ClusterName}}","maxResults":3{{next}}}""");
            paged.AddRange(page.GetProperty("taskArns").EnumerateArray().Select(arn => arn.GetString()!));
            token = page.TryGetProperty("nextToken", out var value) ? value.GetString() : null;
        }
        while (token is not null);

        Assert.Equal(7, all.Count);
        Assert.Equal(all, paged);
    }

    [Fact]
    public async Task DescribeTasks_UnknownIds_AreFailures()
    {
        await using var emulator = await TestEmulator.StartAsync();
        await emulator.PrepareAsync();
        var id = new string('a', 32);

        var answer = await emulator.Ecs.CallAsync("DescribeTasks", $$"""{"cluster":"{{TestEmulator.ClusterName}}","tasks":["{{id}}"]}""");
        var tooShort = await emulator.Ecs.FailAsync("DescribeTasks", $$"""{"cluster":"{{TestEmulator.ClusterName}}","tasks":["abc"]}""");
        var none = await emulator.Ecs.FailAsync("DescribeTasks", $$"""{"cluster":"{{TestEmulator.ClusterName}}","tasks":[]}""");
        var many = string.Join(',', Enumerable.Repeat($"\"{id}\"", 101));
        var tooMany = await emulator.Ecs.FailAsync("DescribeTasks", $$"""{"cluster":"{{TestEmulator.ClusterName}}","tasks":[{{many}}]}""");
        var stop = await emulator.Ecs.FailAsync("StopTask", $$"""{"cluster":"{{TestEmulator.ClusterName}}","task":"{{id}}"}""");

        Assert.Equal("MISSING", answer.GetProperty("failures")[0].GetProperty("reason").GetString());
        Assert.EndsWith($"task/{TestEmulator.ClusterName}/{id}", answer.GetProperty("failures")[0].GetProperty("arn").GetString(), StringComparison.Ordinal);
        Assert.Equal("taskId length should be one of [32,36]", tooShort.Message);
        Assert.Equal("Tasks cannot be empty.", none.Message);
        Assert.Equal("InvalidParameterException", tooMany.Code);
        Assert.Equal("The referenced task was not found.", stop.Message);
    }

    [Fact]
    public async Task Tags_OfATask_AreToldWhenAskedForAndCanBeChanged()
    {
        await using var emulator = await TestEmulator.StartAsync(Sleeper);
        await emulator.PrepareAsync();
        var arn = await emulator.RunAsync("\"tags\":[{\"key\":\"a\",\"value\":\"1\"}],");

        await emulator.Ecs.CallAsync("TagResource", $$"""{"resourceArn":"{{arn}}","tags":[{"key":"b","value":"2"}]}""");
        await emulator.Ecs.CallAsync("UntagResource", $$"""{"resourceArn":"{{arn}}","tagKeys":["a"]}""");
        var without = await emulator.DescribeAsync(arn);
        var with = await emulator.Ecs.CallAsync(
            "DescribeTasks", $$"""{"cluster":"{{TestEmulator.ClusterName}}","tasks":["{{arn}}"],"include":["TAGS"]}""");
        var listed = await emulator.Ecs.CallAsync("ListTagsForResource", $$"""{"resourceArn":"{{arn}}"}""");

        Assert.Equal(0, without.GetProperty("tags").GetArrayLength());
        Assert.Equal("[{\"key\":\"b\",\"value\":\"2\"}]", with.GetProperty("tasks")[0].GetProperty("tags").GetRawText());
        Assert.Equal("[{\"key\":\"b\",\"value\":\"2\"}]", listed.GetProperty("tags").GetRawText());
    }
}
