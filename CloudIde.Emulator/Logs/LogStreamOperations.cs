using System.Globalization;
using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Logs;

/// <summary>Operations on streams.</summary>
/// <param name="store">The groups.</param>
/// <param name="arnPrefix">What stands before a group's name in its ARN.</param>
internal sealed class LogStreamOperations(LogStore store, string arnPrefix)
{
    private const int MaxStreamsPerPage = 50;

    public void Create(JsonInput input)
    {
        var group = LogsInput.Group(input, store);
        if (!group.TryCreate(LogsInput.StreamName(input), store.Now))
        {
            throw LogsErrors.StreamExists();
        }
    }

    public void Delete(JsonInput input)
    {
        var group = LogsInput.Group(input, store);
        if (!group.TryDelete(LogsInput.StreamName(input)))
        {
            throw LogsErrors.NoStream();
        }
    }

    public void Describe(JsonInput input, Utf8JsonWriter output)
    {
        var group = LogsInput.Group(input, store);
        var prefix = input.Text("logStreamNamePrefix");
        var orderBy = input.Text("orderBy") ?? "LogStreamName";
        if (orderBy is not ("LogStreamName" or "LastEventTime"))
        {
            throw LogsErrors.Constraint(
                "orderBy", orderBy, "Member must satisfy enum value set: [LogStreamName, LastEventTime]");
        }

        var byTime = orderBy == "LastEventTime";
        if (byTime && prefix is not null)
        {
            throw LogsErrors.InvalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }

        var limit = LogsInput.Limit(input, MaxStreamsPerPage);
        var after = LogsInput.After(input);
        var sign = input.Flag("descending") == true ? -1 : 1;

        // The key makes the order total, so that a page can begin behind any stream, also one that has gone.
        var streams = group.Streams
            .Where(stream => prefix is null || stream.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(stream => (Stream: stream, Key: byTime ? TimeKey(stream) : stream.Name))
            .Where(item => after is null || sign * string.CompareOrdinal(item.Key, after) > 0)
            .ToList();
        streams.Sort((left, right) => sign * string.CompareOrdinal(left.Key, right.Key));

        output.WriteStartArray("logStreams");
        foreach (var (stream, _) in streams.Take(limit))
        {
            WriteStream(output, group, stream);
        }

        output.WriteEndArray();
        output.WriteOptional("nextToken", streams.Count > limit ? PageToken.Write(streams[limit - 1].Key) : null);
    }

    private static string TimeKey(LogStream stream) =>
        (stream.Span()?.Last ?? 0).ToString("D20", CultureInfo.InvariantCulture) + stream.Name;

    private void WriteStream(Utf8JsonWriter output, LogGroup group, LogStream stream)
    {
        var span = stream.Span();
        output.WriteStartObject();
        output.WriteString("logStreamName", stream.Name);
        output.WriteNumber("creationTime", stream.CreatedAt);
        output.WriteOptional("firstEventTimestamp", span?.First);
        output.WriteOptional("lastEventTimestamp", span?.Last);
        output.WriteOptional("lastIngestionTime", stream.LastIngestion);
        output.WriteString("arn", $"{arnPrefix}{group.State.Name}:log-stream:{stream.Name}");

        // AWS has answered 0 here for single streams since 2019.
        output.WriteNumber("storedBytes", 0);
        output.WriteEndObject();
    }
}
