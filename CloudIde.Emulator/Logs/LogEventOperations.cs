using System.Text;
using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Logs;

/// <summary>Operations on events.</summary>
/// <param name="store">The groups.</param>
internal sealed class LogEventOperations(LogStore store)
{
    // The limits of PutLogEvents and of an answer's size, from the API reference.
    private const int MaxEventsPerCall = 10_000;
    private const int MaxBytesPerCall = 1_048_576;
    private const int BytesPerEvent = 26;
    private static readonly TimeSpan MaxSpanOfCall = TimeSpan.FromHours(24);
    private static readonly TimeSpan MaxAhead = TimeSpan.FromHours(2);
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(14);

    public void Put(JsonInput input, Utf8JsonWriter output)
    {
        // AWS checks the whole request before it looks for what the request names.
        LogsInput.CheckGroup(input);
        var name = LogsInput.StreamName(input);
        var events = ReadEvents(input);
        CheckUnread(input);
        var group = LogsInput.Group(input, store);
        var stream = Stream(group, name);
        var now = store.Now;
        var expired = now - Retention(group);
        var tooOld = now - (long)MaxAge.TotalMilliseconds;
        var tooNew = now + (long)MaxAhead.TotalMilliseconds;

        // The events are in order of time, so each kind of rejected ones is one range.
        var expiredEnd = events.FindLastIndex(item => item.Timestamp < expired);
        var tooOldEnd = events.FindLastIndex(item => item.Timestamp < tooOld);
        var tooNewStart = events.FindIndex(item => item.Timestamp > tooNew);
        var first = Math.Max(expiredEnd, tooOldEnd) + 1;
        var end = tooNewStart < 0 ? events.Count : tooNewStart;
        if (end > first)
        {
            store.Append(stream, events[first..end]);
        }

        // Tokens have not been checked since 2023 and are still given.
        output.WriteString("nextSequenceToken", new LogPosition(now, 0).ToString());
        if (tooNewStart < 0 && first == 0)
        {
            return;
        }

        output.WriteStartObject("rejectedLogEventsInfo");
        output.WriteOptional("tooNewLogEventStartIndex", tooNewStart < 0 ? null : tooNewStart);
        output.WriteOptional("tooOldLogEventEndIndex", tooOldEnd < 0 ? null : tooOldEnd + 1);
        output.WriteOptional("expiredLogEventEndIndex", expiredEnd < 0 ? null : expiredEnd + 1);
        output.WriteEndObject();
    }

    public void Get(JsonInput input, Utf8JsonWriter output)
    {
        var group = LogsInput.Group(input, store);
        var stream = Stream(group, LogsInput.StreamName(input));
        var limit = LogsInput.Limit(input, MaxEventsPerCall);
        _ = input.Flag("unmask");
        var (from, to) = Range(input, group);
        var entries = stream.Between(from, to);
        var (forward, position) = ReadToken(input, input.Flag("startFromHead") == true);
        IEnumerable<LogEntry> wanted = forward
            ? entries.SkipWhile(entry => position is { } after && entry.Position.CompareTo(after) <= 0)
            : entries.Reverse().SkipWhile(entry => position is { } before && entry.Position.CompareTo(before) >= 0);
        var page = Page(stream.Read(wanted), limit);
        if (!forward)
        {
            page.Reverse();
        }

        output.WriteStartArray("events");
        foreach (var item in page)
        {
            output.WriteStartObject();
            WriteEvent(output, item);
            output.WriteEndObject();
        }

        output.WriteEndArray();

        // At the end of the stream a caller gets the token it sent, which is how it knows.
        var nowhere = position ?? (forward || entries.Length == 0
            ? new LogPosition(from, 0)
            : entries[^1].Position);
        output.WriteString("nextForwardToken", $"f/{(page.Count > 0 ? page[^1].Position : nowhere)}/s");
        output.WriteString("nextBackwardToken", $"b/{(page.Count > 0 ? page[0].Position : nowhere)}/s");
    }

    public void Filter(JsonInput input, Utf8JsonWriter output)
    {
        var group = LogsInput.Group(input, store);
        var names = input.Texts("logStreamNames");
        var prefix = input.Text("logStreamNamePrefix");
        if (names is not null && prefix is not null)
        {
            throw LogsErrors.InvalidParameter("LogStream names and LogStream name prefix are mutually exclusive.");
        }

        var pattern = FilterPattern.Parse(input.Text("filterPattern"), out var problem)
            ?? throw LogsErrors.InvalidParameter(problem!);
        var limit = LogsInput.Limit(input, MaxEventsPerCall);
        var after = input.Text("nextToken") is { } token
            ? LogPosition.Parse(token) ?? throw LogsInput.InvalidToken()
            : (LogPosition?)null;
        var (from, until) = Range(input, group);

        // The end is part of the range here, and is not in GetLogEvents: so the two API references say.
        var to = until == long.MaxValue ? until : until + 1;
        _ = input.Flag("interleaved");
        _ = input.Flag("unmask");
        IEnumerable<LogStream> streams = names is not null
            ? names.Distinct(StringComparer.Ordinal).Select(name => Stream(group, name))
            : group.Streams.Where(stream => prefix is null || stream.Name.StartsWith(prefix, StringComparison.Ordinal));
        var found = streams
            .SelectMany(stream => stream.Between(from, to).Select(entry => (Stream: stream, Entry: entry)))
            .Where(item => after is not { } position || item.Entry.Position.CompareTo(position) > 0)
            .OrderBy(item => item.Entry.Position)
            .ToList();

        // Runs of one stream are read together: a handle is opened once a run and not once an event.
        var events = found
            .ChunkBy(item => item.Stream)
            .SelectMany(run => run.Key.Read(run.Items.Select(item => item.Entry)).Select(item => (run.Key.Name, Event: item)))
            .Where(item => pattern.Matches(item.Event.Message));
        var more = false;
        var count = 0;
        var bytes = 0;
        var last = default(LogPosition);
        output.WriteStartArray("events");
        foreach (var (name, item) in events)
        {
            var size = Encoding.UTF8.GetByteCount(item.Message) + BytesPerEvent;
            if (count == limit || (count > 0 && bytes + size > MaxBytesPerCall))
            {
                more = true;
                break;
            }

            count++;
            bytes += size;
            last = item.Position;
            output.WriteStartObject();
            output.WriteString("logStreamName", name);
            WriteEvent(output, item);
            output.WriteString("eventId", item.Position.ToString());
            output.WriteEndObject();
        }

        output.WriteEndArray();

        // Empty since 2019, and still there.
        output.WriteStartArray("searchedLogStreams");
        output.WriteEndArray();
        output.WriteOptional("nextToken", more ? last.ToString() : null);
    }

    private static List<LogEvent> ReadEvents(JsonInput input)
    {
        var items = input.Structures("logEvents") ?? throw LogsErrors.Missing("logEvents");
        if (items.Count is 0 or > MaxEventsPerCall)
        {
            throw LogsErrors.Constraint(
                "logEvents",
                $"[{items.Count} events]",
                items.Count == 0
                    ? "Member must have length greater than or equal to 1"
                    : $"Member must have length less than or equal to {MaxEventsPerCall}");
        }

        var events = new List<LogEvent>(items.Count);
        long bytes = 0;
        foreach (var item in items)
        {
            var timestamp = LogsInput.Time(item, "timestamp") ?? throw LogsErrors.Missing("logEvents.member.timestamp");
            var message = item.Text("message") ?? throw LogsErrors.Missing("logEvents.member.message");
            if (message.Length == 0)
            {
                throw LogsErrors.Constraint(
                    "logEvents.member.message", message, "Member must have length greater than or equal to 1");
            }

            bytes += Encoding.UTF8.GetByteCount(message) + BytesPerEvent;
            events.Add(new LogEvent(timestamp, message));
        }

        if (bytes > MaxBytesPerCall)
        {
            throw LogsErrors.InvalidParameter($"Upload too large: {bytes} bytes exceeds limit of {MaxBytesPerCall}");
        }

        for (var index = 1; index < events.Count; index++)
        {
            if (events[index].Timestamp < events[index - 1].Timestamp)
            {
                throw LogsErrors.InvalidParameter(
                    "Log events in a single PutLogEvents request must be in chronological order.");
            }
        }

        return events[^1].Timestamp - events[0].Timestamp > MaxSpanOfCall.TotalMilliseconds
            ? throw LogsErrors.InvalidParameter(
                "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")
            : events;
    }

    // Tokens have not been checked since 2023; an entity is metadata that no operation here answers with.
    private static void CheckUnread(JsonInput input)
    {
        _ = input.Text("sequenceToken");
        if (input.Structure("entity") is { } entity)
        {
            _ = entity.Map("keyAttributes");
            _ = entity.Map("attributes");
        }
    }

    private static LogStream Stream(LogGroup group, string name) =>
        group.TryGet(name, out var stream) ? stream : throw LogsErrors.NoStream();

    private static long Retention(LogGroup group) =>
        group.State.RetentionInDays is { } days ? (long)TimeSpan.FromDays(days).TotalMilliseconds : long.MaxValue / 2;

    private static (bool Forward, LogPosition? Position) ReadToken(JsonInput input, bool startFromHead)
    {
        if (input.Text("nextToken") is not { } token)
        {
            return (startFromHead, null);
        }

        return token.Split('/') is ["f" or "b", var digits, "s"] && LogPosition.Parse(digits) is { } position
            ? (token[0] == 'f', position)
            : throw LogsInput.InvalidToken();
    }

    private static List<StoredLogEvent> Page(IEnumerable<StoredLogEvent> events, int limit)
    {
        var page = new List<StoredLogEvent>();
        var bytes = 0;
        foreach (var item in events)
        {
            bytes += Encoding.UTF8.GetByteCount(item.Message) + BytesPerEvent;
            if (page.Count > 0 && bytes > MaxBytesPerCall)
            {
                break;
            }

            page.Add(item);
            if (page.Count == limit)
            {
                break;
            }
        }

        return page;
    }

    private static void WriteEvent(Utf8JsonWriter output, StoredLogEvent item)
    {
        output.WriteNumber("timestamp", item.Position.Timestamp);
        output.WriteString("message", item.Message);
        output.WriteNumber("ingestionTime", item.IngestedAt);
    }

    private (long From, long To) Range(JsonInput input, LogGroup group)
    {
        var from = Math.Max(LogsInput.Time(input, "startTime") ?? 0, store.Now - Retention(group));
        return (Math.Max(from, 0), LogsInput.Time(input, "endTime") ?? long.MaxValue);
    }
}
