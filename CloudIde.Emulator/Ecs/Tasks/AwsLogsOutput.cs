using CloudIde.Emulator.Ecs.Runtime;
using CloudIde.Emulator.Logs;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>
/// The awslogs driver: one output stream of a container goes into a log stream, a line an event. It holds no more than
/// one unfinished line and one read's lines; where the disk is slow, the container waits, as with awslogs' default mode.
/// </summary>
/// <param name="store">The log groups.</param>
/// <param name="stream">The log stream.</param>
/// <param name="logger">Says once when events cannot be stored.</param>
internal sealed partial class AwsLogsOutput(LogStore store, LogStream stream, ILogger logger) : IContainerOutput
{
    private readonly LineSplitter _splitter = new();
    private readonly List<LogEvent> _events = [];
    private bool _failed;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        var now = store.Now;
        _splitter.Write(bytes, line => Add(now, line));
        Flush();
    }

    /// <inheritdoc/>
    public void Complete()
    {
        var now = store.Now;
        _splitter.Complete(line => Add(now, line));
        Flush();
    }

    private void Add(long now, string line)
    {
        // CloudWatch takes no empty events, so the driver drops empty lines.
        if (line.Length > 0)
        {
            _events.Add(new LogEvent(now, line));
        }
    }

    private void Flush()
    {
        if (_events.Count == 0)
        {
            return;
        }

        try
        {
            store.Append(stream, _events);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk must not end the container; what it writes from here on is lost until there is room.
            if (!_failed)
            {
                _failed = true;
                LogLost(logger, stream.Name, exception);
            }
        }

        _events.Clear();
    }

    [LoggerMessage(EventId = 1, EventName = "TaskOutputLost", Level = LogLevel.Warning, Message = "Output for log stream {Stream} cannot be stored and is lost.")]
    private static partial void LogLost(ILogger logger, string stream, Exception exception);
}
