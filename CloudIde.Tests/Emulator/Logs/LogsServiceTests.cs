using System.Text;
using System.Text.Json;
using CloudIde.Emulator.Logs;
using CloudIde.Tests.Emulator.Ecs;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Emulator.Logs;

public sealed class LogsServiceTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly long NowMilliseconds = Now.ToUnixTimeMilliseconds();

    [Fact]
    public async Task GetLogEvents_ForwardFromTheHead_GivesAllAndThenTheSameToken()
    {
        await using var emulator = await StartAsync();
        await PutAsync(emulator, "s", [.. Enumerable.Range(0, 25).Select(index => (NowMilliseconds + index, $"m{index}"))]);

        var messages = new List<string>();
        var token = "";
        while (true)
        {
            var next = token.Length == 0 ? "" : $",\"nextToken\":\"{token}\"";
            var page = await emulator.Logs.CallAsync(
                "GetLogEvents", $$"""{"logGroupName":"g","logStreamName":"s","startFromHead":true,"limit":10{{next}}}""");
            messages.AddRange(Messages(page));
            var forward = page.GetProperty("nextForwardToken").GetString()!;
            if (forward == token)
            {
                break;
            }

            token = forward;
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(index => $"m{index}"), messages);

        // What comes later is behind the same token.
        await PutAsync(emulator, "s", (NowMilliseconds + 100, "late"));
        var last = await emulator.Logs.CallAsync("GetLogEvents", $$"""{"logGroupName":"g","logStreamName":"s","nextToken":"{{token}}"}""");
        Assert.Equal(["late"], Messages(last));
    }

    [Fact]
    public async Task GetLogEvents_WithoutStartFromHead_GivesTheNewestAndGoesBack()
    {
        await using var emulator = await StartAsync();
        await PutAsync(emulator, "s", [.. Enumerable.Range(0, 25).Select(index => (NowMilliseconds + index, $"m{index}"))]);

        var newest = await emulator.Logs.CallAsync("GetLogEvents", """{"logGroupName":"g","logStreamName":"s","limit":10}""");
        var token = newest.GetProperty("nextBackwardToken").GetString();
        var before = await emulator.Logs.CallAsync(
            "GetLogEvents", $$"""{"logGroupName":"g","logStreamName":"s","limit":10,"nextToken":"{{token}}"}""");

        Assert.Equal(Enumerable.Range(15, 10).Select(index => $"m{index}"), Messages(newest));
        Assert.Equal(Enumerable.Range(5, 10).Select(index => $"m{index}"), Messages(before));
    }

    [Fact]
    public async Task FilterLogEvents_OverStreams_MergesByTimeAndPages()
    {
        await using var emulator = await StartAsync();
        await PutAsync(emulator, "a", (NowMilliseconds, "a0"), (NowMilliseconds + 20, "a1 ERROR"));
        await PutAsync(emulator, "b", (NowMilliseconds + 10, "b0 ERROR"), (NowMilliseconds + 30, "b1"));

        var all = await emulator.Logs.CallAsync("FilterLogEvents", """{"logGroupName":"g"}""");
        var first = await emulator.Logs.CallAsync("FilterLogEvents", """{"logGroupName":"g","limit":3}""");
        var token = first.GetProperty("nextToken").GetString();
        var second = await emulator.Logs.CallAsync("FilterLogEvents", $$"""{"logGroupName":"g","limit":3,"nextToken":"{{token}}"}""");
        var errors = await emulator.Logs.CallAsync("FilterLogEvents", """{"logGroupName":"g","filterPattern":"ERROR -b0"}""");
        var range = await emulator.Logs.CallAsync(
            "FilterLogEvents", $$"""{"logGroupName":"g","startTime":{{NowMilliseconds + 10}},"endTime":{{NowMilliseconds + 20}}}""");
        var prefix = await emulator.Logs.CallAsync("FilterLogEvents", """{"logGroupName":"g","logStreamNamePrefix":"b"}""");

        Assert.Equal(["a0", "b0 ERROR", "a1 ERROR", "b1"], Messages(all));
        Assert.Equal(["a0", "b0 ERROR", "a1 ERROR"], Messages(first));
        Assert.Equal(["b1"], Messages(second));
        Assert.False(second.TryGetProperty("nextToken", out _));
        Assert.Equal(["a1 ERROR"], Messages(errors));

        // The end is part of the range: "events with a timestamp later than this time are not returned".
        Assert.Equal(["b0 ERROR", "a1 ERROR"], Messages(range));
        Assert.Equal(["b0 ERROR", "b1"], Messages(prefix));
        Assert.Equal(4, all.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("eventId").GetString()).Distinct().Count());
    }

    /// <summary>The algorithm of <c>aws logs tail --follow</c>: from the newest time on, without the ids it has had.</summary>
    [Fact]
    public async Task FilterLogEvents_FollowedAsTheCliDoes_GivesEachEventOnce()
    {
        await using var emulator = await StartAsync();
        var seen = new HashSet<string>();
        var followed = new List<string>();
        var start = NowMilliseconds;
        for (var round = 0; round < 5; round++)
        {
            await PutAsync(emulator, "a", (NowMilliseconds + round, $"a{round}"));
            await PutAsync(emulator, "b", (NowMilliseconds + round, $"b{round}"));
            var page = await emulator.Logs.CallAsync("FilterLogEvents", $$"""{"logGroupName":"g","interleaved":true,"startTime":{{start}}}""");
            foreach (var item in page.GetProperty("events").EnumerateArray())
            {
                start = Math.Max(start, item.GetProperty("timestamp").GetInt64());
                if (seen.Add(item.GetProperty("eventId").GetString()!))
                {
                    followed.Add(item.GetProperty("message").GetString()!);
                }
            }
        }

        Assert.Equal(["a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4"], followed);
    }

    [Fact]
    public async Task Events_AfterARestart_AreThereAndAHalfWrittenLineIsNot()
    {
        await using var first = await StartAsync();
        await PutAsync(first, "s", (NowMilliseconds, "kept \"ü\"\nwith two lines"));
        await first.CloseAsync();
        var file = Directory.GetFiles(Path.Combine(first.Data, "logs"), "*.jsonl", SearchOption.AllDirectories).Single();
        await File.AppendAllTextAsync(file, "{\"t\":1,\"s\":2,\"i\":", TestContext.Current.CancellationToken);

        await using var second = await TestEmulator.StartAsync(time: new FakeTimeProvider(Now), data: first.Data);
        await PutAsync(second, "s", (NowMilliseconds + 1, "next"));
        var all = await second.Logs.CallAsync("FilterLogEvents", """{"logGroupName":"g"}""");

        Assert.Equal(["kept \"ü\"\nwith two lines", "next"], Messages(all));
    }

    [Fact]
    public async Task PutLogEvents_TooOldAndTooNew_AreRejectedAndTheRestIsKept()
    {
        await using var emulator = await StartAsync();
        await emulator.Logs.CallAsync("CreateLogStream", """{"logGroupName":"g","logStreamName":"s"}""");
        await emulator.Logs.CallAsync("PutRetentionPolicy", """{"logGroupName":"g","retentionInDays":1}""");
        var old = NowMilliseconds - (long)TimeSpan.FromHours(25).TotalMilliseconds;
        var kept = NowMilliseconds - (long)TimeSpan.FromHours(23).TotalMilliseconds;

        var oldOnes = await emulator.Logs.CallAsync("PutLogEvents", Put("s", (old, "old"), (kept, "kept")));
        var newOnes = await emulator.Logs.CallAsync("PutLogEvents", Put("s", (NowMilliseconds, "now"), (NowMilliseconds + 7_200_001, "new")));

        Assert.Equal(1, oldOnes.GetProperty("rejectedLogEventsInfo").GetProperty("expiredLogEventEndIndex").GetInt32());
        Assert.Equal(1, newOnes.GetProperty("rejectedLogEventsInfo").GetProperty("tooNewLogEventStartIndex").GetInt32());
        Assert.Equal(["kept", "now"], Messages(await emulator.Logs.CallAsync("FilterLogEvents", """{"logGroupName":"g"}""")));
    }

    [Theory]
    [InlineData("CreateLogGroup", """{"logGroupName":"g"}""", "ResourceAlreadyExistsException")]
    [InlineData("CreateLogGroup", """{"logGroupName":"a b"}""", "InvalidParameterException")]
    [InlineData("CreateLogGroup", "{}", "InvalidParameterException")]
    [InlineData("DeleteLogGroup", """{"logGroupName":"none"}""", "ResourceNotFoundException")]
    [InlineData("CreateLogStream", """{"logGroupName":"none","logStreamName":"s"}""", "ResourceNotFoundException")]
    [InlineData("CreateLogStream", """{"logGroupName":"g","logStreamName":"a:b"}""", "InvalidParameterException")]
    [InlineData("GetLogEvents", """{"logGroupName":"g","logStreamName":"none"}""", "ResourceNotFoundException")]
    [InlineData("FilterLogEvents", """{"logGroupName":"g","limit":0}""", "InvalidParameterException")]
    [InlineData("FilterLogEvents", """{"logGroupName":"g","filterPattern":"{ $.a = 1 }"}""", "InvalidParameterException")]
    [InlineData("FilterLogEvents", """{"logGroupName":"g","nextToken":"x"}""", "InvalidParameterException")]
    [InlineData("FilterLogEvents", """{"logGroupName":"g","startTime":-1}""", "InvalidParameterException")]
    [InlineData("DescribeLogStreams", """{"logGroupName":"g","orderBy":"LastEventTime","logStreamNamePrefix":"x"}""", "InvalidParameterException")]
    [InlineData("PutRetentionPolicy", """{"logGroupName":"g","retentionInDays":2}""", "InvalidParameterException")]
    [InlineData("StartLiveTail", "{}", "UnknownOperationException")]
    [InlineData("CreateLogGroup", """{"logGroupName":"\ud800"}""", "SerializationException")]
    [InlineData("CreateLogGroup", """{"logGroupName":""", "SerializationException")]
    public async Task Operation_BadInput_GetsAwsError(string operation, string input, string code)
    {
        await using var emulator = await StartAsync();

        Assert.Equal(code, (await emulator.Logs.FailAsync(operation, input)).Code);
    }

    [Fact]
    public async Task PutLogEvents_OutOfOrder_IsRefused()
    {
        await using var emulator = await StartAsync();
        await emulator.Logs.CallAsync("CreateLogStream", """{"logGroupName":"g","logStreamName":"s"}""");

        var error = await emulator.Logs.FailAsync("PutLogEvents", Put("s", (NowMilliseconds, "b"), (NowMilliseconds - 1, "a")));

        Assert.Equal("Log events in a single PutLogEvents request must be in chronological order.", error.Message);
    }

    [Fact]
    public async Task DescribeLogStreams_ByTime_GivesTheNewestFirstAndPages()
    {
        await using var emulator = await StartAsync();
        await PutAsync(emulator, "old", (NowMilliseconds - 1000, "x"));
        await PutAsync(emulator, "new", (NowMilliseconds, "x"));

        var first = await emulator.Logs.CallAsync(
            "DescribeLogStreams", """{"logGroupName":"g","orderBy":"LastEventTime","descending":true,"limit":1}""");
        var token = first.GetProperty("nextToken").GetString();
        var second = await emulator.Logs.CallAsync(
            "DescribeLogStreams", $$"""{"logGroupName":"g","orderBy":"LastEventTime","descending":true,"limit":1,"nextToken":"{{token}}"}""");

        var stream = first.GetProperty("logStreams")[0];
        Assert.Equal("new", stream.GetProperty("logStreamName").GetString());
        Assert.Equal(NowMilliseconds, stream.GetProperty("lastEventTimestamp").GetInt64());
        Assert.Equal(NowMilliseconds, stream.GetProperty("lastIngestionTime").GetInt64());
        Assert.Equal("old", second.GetProperty("logStreams")[0].GetProperty("logStreamName").GetString());
        Assert.False(second.TryGetProperty("nextToken", out _));
    }

    [Fact]
    public void LogStream_Full_KeepsItsNewestSegments()
    {
        var directory = Directory.CreateTempSubdirectory("cloudide-logs-").FullName;
        var files = new LogStreamFiles(directory, "s");
        var header = new LogStreamHeader("s", 1);
        files.Begin(0, header);
        var stream = new LogStream(files, header, 0, segmentBytes: 1000);
        long sequence = 0;
        for (var index = 0; index < 200; index++)
        {
            stream.Append([new LogEvent(index + 1, new string('x', 50))], index, () => ++sequence);
        }

        var kept = stream.Read(stream.Between(0, long.MaxValue)).ToList();

        Assert.Equal(2, Directory.GetFiles(directory).Length);
        Assert.Equal(200, kept[^1].Position.Timestamp);
        Assert.InRange(kept.Count, 10, 40);
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData("", "anything", true)]
    [InlineData("ERROR", "an ERROR", true)]
    [InlineData("ERROR", "an error", false)]
    [InlineData("a b", "b then a", true)]
    [InlineData("a b", "only a", false)]
    [InlineData("\"a b\"", "b a", false)]
    [InlineData("\"a \\\"b\\\"\"", "a \"b\"", true)]
    [InlineData("-debug", "a debug line", false)]
    [InlineData("?x ?y", "has y", true)]
    [InlineData("?x ?y", "none", false)]
    public void FilterPattern_Terms_MatchAsOnAws(string pattern, string message, bool matches) =>
        Assert.Equal(matches, FilterPattern.Parse(pattern, out _)!.Matches(message));

    [Theory]
    [InlineData("\"open")]
    [InlineData("a.b")]
    [InlineData("-")]
    [InlineData("[a, b]")]
    public void FilterPattern_Invalid_IsRefused(string pattern) => Assert.Null(FilterPattern.Parse(pattern, out _));

    private static async Task<TestEmulator> StartAsync()
    {
        var emulator = await TestEmulator.StartAsync(time: new FakeTimeProvider(Now));
        await emulator.Logs.CallAsync("CreateLogGroup", """{"logGroupName":"g"}""");
        return emulator;
    }

    private static async Task PutAsync(TestEmulator emulator, string stream, params (long Time, string Message)[] events)
    {
        var streams = await emulator.Logs.CallAsync("DescribeLogStreams", $$"""{"logGroupName":"g","logStreamNamePrefix":"{{stream}}"}""");
        if (streams.GetProperty("logStreams").GetArrayLength() == 0)
        {
            await emulator.Logs.CallAsync("CreateLogStream", $$"""{"logGroupName":"g","logStreamName":"{{stream}}"}""");
        }

        await emulator.Logs.CallAsync("PutLogEvents", Put(stream, events));
    }

    private static string Put(string stream, params (long Time, string Message)[] events)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("logGroupName", "g");
            writer.WriteString("logStreamName", stream);
            writer.WriteStartArray("logEvents");
            foreach (var (time, message) in events)
            {
                writer.WriteStartObject();
                writer.WriteNumber("timestamp", time);
                writer.WriteString("message", message);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static IEnumerable<string> Messages(JsonElement answer) =>
        answer.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("message").GetString()!);
}
