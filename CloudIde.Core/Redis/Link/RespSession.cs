using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;

namespace CloudIde.Core.Redis.Link;

/// <summary>One connection from its beginning to its end: sends what it is given, in order, and reads.</summary>
internal sealed class RespSession : IDisposable
{
    /// <summary>
    /// What the caller sends by itself. It saves waking a thread, and fits into the kernel's buffer with ease, so that the
    /// caller does not wait for Redis; more than that is a flood, for which the thread that writes is the better one.
    /// </summary>
    private const int MaxInline = 16 * 1024;

    /// <summary>A buffer that one large piece made this large is not kept.</summary>
    private const int MaxKept = 256 * 1024;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly string _name;

    // A monitor, whose wait sleeps at once. A semaphore's spins first, and so takes the processor from those it waits for.
    private readonly object _lock = new();
    private ArrayBufferWriter<byte> _filling = new(4096);
    private ArrayBufferWriter<byte> _sending = new(4096);
    private long _lastReceived = Stopwatch.GetTimestamp();
    private bool _busy;
    private bool _hasWriter;
    private bool _writerIsDue;
    private bool _closed;
    private volatile bool _ended;

    /// <summary>Takes over a connection.</summary>
    /// <param name="socket">The connected socket.</param>
    /// <param name="stream">Its bytes, decrypted.</param>
    /// <param name="name">Its name, for the thread that writes.</param>
    public RespSession(Socket socket, Stream stream, string name)
    {
        _socket = socket;
        _stream = stream;
        _name = name;
        Reader = new RespReader(stream);
    }

    /// <summary>What comes. Only for the thread that receives.</summary>
    public RespReader Reader { get; }

    /// <summary>How long ago something came.</summary>
    public TimeSpan SinceReceived => Stopwatch.GetElapsedTime(Volatile.Read(ref _lastReceived));

    /// <summary>Notes that something came.</summary>
    public void NoteReceived() => Volatile.Write(ref _lastReceived, Stopwatch.GetTimestamp());

    /// <summary>Sends a command. What could not be sent after all shows as the end of the session.</summary>
    /// <typeparam name="TState">What the command is made of.</typeparam>
    /// <param name="state">What the command is made of.</param>
    /// <param name="write">Writes the command; called once, within the lock that gives commands their order.</param>
    /// <returns>False when the session was closed before; then nothing was called.</returns>
    public bool TrySend<TState>(TState state, Action<IBufferWriter<byte>, TState> write)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return false;
            }

            write(_filling, state);
            if (_busy || _ended)
            {
                return true;
            }

            _busy = true;
            if (_filling.WrittenCount > MaxInline)
            {
                WakeWriter();
                return true;
            }

            (_filling, _sending) = (_sending, _filling);
        }

        WriteOut();
        lock (_lock)
        {
            // What others have written meanwhile is not this caller's to wait for.
            if (_filling.WrittenCount == 0)
            {
                _busy = false;
            }
            else
            {
                WakeWriter();
            }
        }

        return true;
    }

    /// <summary>Refuses what would be sent from now on.</summary>
    public void Close()
    {
        Abort();
        lock (_lock)
        {
            _closed = true;
        }
    }

    /// <summary>Ends the session; whoever reads or writes gets an error.</summary>
    public void Abort()
    {
        _ended = true;
        _socket.Dispose();
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Abort();
        _stream.Dispose();
        Reader.Dispose();
    }

    private void WakeWriter()
    {
        if (!_hasWriter)
        {
            _hasWriter = true;
            new Thread(RunWriter) { IsBackground = true, Name = $"Redis {_name} writer" }.Start();
        }

        _writerIsDue = true;
        Monitor.Pulse(_lock);
    }

    private void RunWriter()
    {
        while (TakeFilled())
        {
            WriteOut();
        }
    }

    /// <summary>Takes what is to be written, waiting for it; false at the session's end.</summary>
    private bool TakeFilled()
    {
        lock (_lock)
        {
            if (_filling.WrittenCount == 0)
            {
                _busy = false;
                _writerIsDue = false;
            }

            while (!_writerIsDue && !_ended)
            {
                Monitor.Wait(_lock);
            }

            if (_ended)
            {
                return false;
            }

            (_filling, _sending) = (_sending, _filling);
            return true;
        }
    }

    private void WriteOut()
    {
        try
        {
            _stream.Write(_sending.WrittenSpan);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The thread that receives finds the session ended, and tells those who wait.
            Abort();
        }

        _sending.ResetWrittenCount();
        if (_sending.Capacity > MaxKept)
        {
            _sending = new ArrayBufferWriter<byte>(4096);
        }
    }
}
