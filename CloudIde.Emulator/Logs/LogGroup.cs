using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CloudIde.Emulator.Storage;

namespace CloudIde.Emulator.Logs;

/// <summary>One group: a directory with <c>group.json</c> and the files of its streams.</summary>
internal sealed class LogGroup
{
    private const string StateName = "group.json";

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, LogStream> _streams = new(StringComparer.Ordinal);
    private readonly string _directory;
    private bool _deleted;

    private LogGroup(string directory, LogGroupState state)
    {
        _directory = directory;
        State = state;
    }

    /// <summary>What is kept of the group.</summary>
    public LogGroupState State { get; private set; }

    /// <summary>The streams, in no order.</summary>
    public IEnumerable<LogStream> Streams => _streams.Values;

    /// <summary>Creates a group on disk.</summary>
    /// <param name="root">The directory of all groups.</param>
    /// <param name="state">The group.</param>
    /// <returns>The group.</returns>
    public static LogGroup Create(string root, LogGroupState state)
    {
        var directory = Path.Combine(root, Guid.NewGuid().ToString("N"));
        StateFile.CreatePrivateDirectory(directory);
        StateFile.Write(Path.Combine(directory, StateName), state, LogsJsonContext.Default.LogGroupState);
        return new LogGroup(directory, state);
    }

    /// <summary>Opens a group that is on disk.</summary>
    /// <param name="directory">Its directory.</param>
    /// <returns>The group, or null when the directory holds none.</returns>
    public static LogGroup? Open(string directory)
    {
        var state = StateFile.Read(Path.Combine(directory, StateName), LogsJsonContext.Default.LogGroupState);
        if (state is null)
        {
            return null;
        }

        var group = new LogGroup(directory, state);
        foreach (var files in Directory.EnumerateFiles(directory, "*" + LogStreamFiles.Extension).GroupBy(IdOf))
        {
            var newest = files.Max(SegmentOf);
            if (newest >= 0 && ReadHeader(files.First(file => SegmentOf(file) == newest)) is { } header)
            {
                group._streams[header.Stream] = new LogStream(new LogStreamFiles(directory, files.Key), header, newest);
            }
        }

        return group;
    }

    /// <summary>Replaces what is kept of the group.</summary>
    /// <param name="change">Gives the new state from the old.</param>
    public void Update(Func<LogGroupState, LogGroupState> change)
    {
        lock (_lock)
        {
            var next = change(State);
            if (!_deleted)
            {
                StateFile.Write(Path.Combine(_directory, StateName), next, LogsJsonContext.Default.LogGroupState);
            }

            State = next;
        }
    }

    /// <summary>Finds a stream.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="stream">The stream.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out LogStream? stream) => _streams.TryGetValue(name, out stream);

    /// <summary>Creates a stream.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="now">The time, in milliseconds since 1970.</param>
    /// <returns>Whether it was created; false when there is one of that name, or the group has been deleted.</returns>
    public bool TryCreate(string name, long now)
    {
        lock (_lock)
        {
            if (_deleted || _streams.ContainsKey(name))
            {
                return false;
            }

            var files = new LogStreamFiles(_directory, Guid.NewGuid().ToString("N"));
            var header = new LogStreamHeader(name, now);
            files.Begin(0, header);
            _streams[name] = new LogStream(files, header, 0);
            return true;
        }
    }

    /// <summary>Deletes a stream.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryDelete(string name)
    {
        lock (_lock)
        {
            if (!_streams.TryRemove(name, out var stream))
            {
                return false;
            }

            stream.Delete();
            return true;
        }
    }

    /// <summary>Deletes the group and all its streams.</summary>
    public void Delete()
    {
        lock (_lock)
        {
            _deleted = true;
            foreach (var stream in _streams.Values)
            {
                stream.Delete();
            }

            _streams.Clear();

            // First what makes the directory a group, so that a kill in between leaves none.
            File.Delete(Path.Combine(_directory, StateName));
            Directory.Delete(_directory, recursive: true);
        }
    }

    private static string IdOf(string file) => Path.GetFileName(file).Split('.')[0];

    private static int SegmentOf(string file) =>
        Path.GetFileName(file).Split('.') is [_, var segment, _]
        && int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : -1;

    private static LogStreamHeader? ReadHeader(string file)
    {
        using var reader = new StreamReader(file, Encoding.UTF8);
        try
        {
            return reader.ReadLine() is { } line
                ? JsonSerializer.Deserialize(line, LogsJsonContext.Default.LogStreamHeader)
                : null;
        }
        catch (JsonException)
        {
            // A kill while the stream was created; nobody was told that it exists.
            return null;
        }
    }
}
