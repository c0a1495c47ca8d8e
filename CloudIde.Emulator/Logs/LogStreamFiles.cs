using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Emulator.Logs;

/// <summary>
/// The files of one stream: <c>ID.SEGMENT.jsonl</c>, one event a line. The newest is appended to; when it is full, a new one
/// is begun and only the one before it is kept, so that a task that logs without end does not fill the disk.
/// </summary>
/// <param name="directory">The group's directory.</param>
/// <param name="id">What the files' names begin with; chosen at random, for a stream's name need not be a file's name.</param>
internal sealed class LogStreamFiles(string directory, string id)
{
    /// <summary>The ending of the files.</summary>
    public const string Extension = ".jsonl";

    private const byte LineEnd = (byte)'\n';

    /// <summary>The file of a segment.</summary>
    /// <param name="segment">Its number, from 0.</param>
    /// <returns>The path.</returns>
    public string PathOf(int segment) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{id}.{segment}{Extension}"));

    /// <summary>Begins a segment with its header.</summary>
    /// <param name="segment">Its number.</param>
    /// <param name="header">The stream's header.</param>
    /// <returns>The file's length in bytes.</returns>
    public long Begin(int segment, LogStreamHeader header)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(header, LogsJsonContext.Default.LogStreamHeader), LineEnd];
        File.WriteAllBytes(PathOf(segment), line);
        return line.Length;
    }

    /// <summary>Removes a segment, if it is there.</summary>
    /// <param name="segment">Its number.</param>
    public void Remove(int segment) => File.Delete(PathOf(segment));

    /// <summary>Appends events to a segment with one write.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="length">Its length so far.</param>
    /// <param name="events">The events.</param>
    /// <returns>Where each of them stands.</returns>
    public IReadOnlyList<LogEntry> Append(int segment, long length, IReadOnlyList<LogLine> events)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var entries = new List<LogEntry>(events.Count);
        foreach (var line in events)
        {
            var start = buffer.WrittenCount;
            using (var writer = new Utf8JsonWriter(buffer))
            {
                JsonSerializer.Serialize(writer, line, LogsJsonContext.Default.LogLine);
            }

            entries.Add(new LogEntry(
                new LogPosition(line.T, line.S), segment, length + start, buffer.WrittenCount - start));
            buffer.Write([LineEnd]);
        }

        using var file = File.OpenHandle(PathOf(segment), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(file, buffer.WrittenSpan, length);
        return entries;
    }

    /// <summary>Reads the places of a segment's events, and cuts off a line that a kill left unfinished.</summary>
    /// <param name="segment">The segment.</param>
    /// <returns>The events in the order of the file, and the file's length.</returns>
    public (List<LogEntry> Entries, long Length) Scan(int segment)
    {
        var entries = new List<LogEntry>();
        using var stream = new FileStream(PathOf(segment), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 1);
        var buffer = new byte[64 * 1024];
        long offset = 0;
        var filled = 0;
        while (true)
        {
            var read = stream.Read(buffer, filled, buffer.Length - filled);
            if (read == 0)
            {
                break;
            }

            filled += read;
            var begin = 0;
            while (buffer.AsSpan(begin, filled - begin).IndexOf(LineEnd) is var end and >= 0)
            {
                if (Read(buffer.AsSpan(begin, end)) is { } line)
                {
                    entries.Add(new LogEntry(new LogPosition(line.T, line.S), segment, offset + begin, end));
                }

                begin += end + 1;
            }

            buffer.AsSpan(begin, filled - begin).CopyTo(buffer);
            filled -= begin;
            offset += begin;
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        if (filled > 0)
        {
            stream.SetLength(offset);
        }

        return (entries, offset);
    }

    /// <summary>Reads the events at some places.</summary>
    /// <param name="entries">The places, in any order.</param>
    /// <returns>The events; one whose segment has been removed meanwhile is left out.</returns>
    public IEnumerable<StoredLogEvent> Read(IEnumerable<LogEntry> entries)
    {
        var handles = new Dictionary<int, SafeFileHandle?>();
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            foreach (var entry in entries)
            {
                if (!handles.TryGetValue(entry.Segment, out var handle))
                {
                    handles[entry.Segment] = handle = Open(entry.Segment);
                }

                if (handle is null)
                {
                    continue;
                }

                if (buffer.Length < entry.Length)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = ArrayPool<byte>.Shared.Rent(entry.Length);
                }

                var read = RandomAccess.Read(handle, buffer.AsSpan(0, entry.Length), entry.Offset);
                if (Read(buffer.AsSpan(0, read)) is { } line)
                {
                    yield return new StoredLogEvent(entry.Position, line.I, line.M);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            foreach (var handle in handles.Values)
            {
                handle?.Dispose();
            }
        }
    }

    private SafeFileHandle? Open(int segment)
    {
        try
        {
            return File.OpenHandle(
                PathOf(segment), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static LogLine? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            // The header has no text, and a line that someone edited may be anything.
            var read = JsonSerializer.Deserialize(line, LogsJsonContext.Default.LogLine);
            return read.M is null ? null : read;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
