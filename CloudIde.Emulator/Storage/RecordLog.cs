using System.Buffers.Binary;
using System.Numerics;
using CloudIde.Emulator.Protocol;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Emulator.Storage;

/// <summary>
/// An append-only file of checksummed records, with group commit: whoever commits first writes for everyone who has
/// appended by then.
/// </summary>
/// <remarks>
/// Durability: a committed record has been handed to the operating system in one write, so it survives the death of
/// the process (kill -9), but not necessarily a power failure: nothing is flushed to the device but a rewritten file.
/// A record that was cut off by a death is dropped when the file is opened. Frame: length (4 bytes), CRC-32C of the
/// payload (4 bytes), payload.
/// </remarks>
internal sealed class RecordLog : IDisposable
{
    private const int FrameBytes = 8;

    private readonly object _gate = new();
    private readonly string _path;
    private SafeFileHandle _file;
    private PooledBufferWriter _pending = new();
    private PooledBufferWriter _spare = new();
    private TaskCompletionSource? _pendingDone;
    private long _length;
    private long _appended;
    private long _committed;
    private long _failedFrom = long.MaxValue;
    private long _failedTo;
    private bool _writing;
    private bool _disposed;

    private RecordLog(string path, SafeFileHandle file, long length)
    {
        _path = path;
        _file = file;
        _length = length;
    }

    /// <summary>Writes the fields of a record.</summary>
    /// <typeparam name="TState">What the fields come from.</typeparam>
    /// <param name="writer">Receives the fields.</param>
    /// <param name="state">What they come from.</param>
    public delegate void WriteFields<in TState>(RecordWriter writer, TState state);

    /// <summary>Receives a record of a file that is being opened.</summary>
    /// <param name="reader">The record's fields.</param>
    public delegate void ReplayRecord(RecordReader reader);

    /// <summary>The file's length in bytes, with what is not yet written.</summary>
    public long Length
    {
        get
        {
            lock (_gate)
            {
                return _length + _pending.WrittenCount;
            }
        }
    }

    /// <summary>The ticket of the newest record.</summary>
    public long LastTicket
    {
        get
        {
            lock (_gate)
            {
                return _appended;
            }
        }
    }

    /// <summary>Opens or creates a log.</summary>
    /// <param name="path">The file.</param>
    /// <param name="replay">Receives every whole record, oldest first.</param>
    /// <param name="droppedBytes">What was cut off at the end, in bytes: 0 after a clean end.</param>
    /// <returns>The log, at its end.</returns>
    public static RecordLog Open(string path, ReplayRecord replay, out long droppedBytes)
    {
        droppedBytes = 0;
        long valid = 0;
        if (File.Exists(path))
        {
            valid = RecordFile.Replay(path, replay, out droppedBytes);
        }

        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        if (droppedBytes > 0)
        {
            RandomAccess.SetLength(file, valid);
        }

        return new RecordLog(path, file, valid);
    }

    /// <summary>Adds a record. It is durable once its ticket is committed; the order of appends is the order in the file.</summary>
    /// <typeparam name="TState">What the fields come from.</typeparam>
    /// <param name="write">Writes the fields; must not call back into the log.</param>
    /// <param name="state">What they come from.</param>
    /// <returns>The ticket to commit.</returns>
    public long Append<TState>(WriteFields<TState> write, TState state)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            AppendFrame(_pending, write, state);
            return ++_appended;
        }
    }

    /// <summary>Waits until a record is in the operating system's hands, writing it when nobody else is about to.</summary>
    /// <param name="ticket">What <see cref="Append"/> returned; everything before it is committed too.</param>
    /// <returns>A task that ends when it is written.</returns>
    /// <exception cref="IOException">It could not be written, and is not in the file.</exception>
    public ValueTask CommitAsync(long ticket)
    {
        lock (_gate)
        {
            if (ticket <= _committed)
            {
                ThrowIfFailed(ticket);
                return ValueTask.CompletedTask;
            }

            if (_writing)
            {
                // The running write may or may not hold this record; the next one certainly completes it.
                _pendingDone ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return WaitAsync(_pendingDone.Task, ticket);
            }

            _writing = true;
        }

        WriteOnce();
        lock (_gate)
        {
            ThrowIfFailed(ticket);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>As <see cref="CommitAsync"/>, for callers that cannot wait asynchronously.</summary>
    /// <param name="ticket">What <see cref="Append"/> returned.</param>
    public void Commit(long ticket)
    {
        while (true)
        {
            lock (_gate)
            {
                while (_writing && ticket > _committed)
                {
                    Monitor.Wait(_gate);
                }

                if (ticket <= _committed)
                {
                    ThrowIfFailed(ticket);
                    return;
                }

                _writing = true;
            }

            WriteOnce();
        }
    }

    /// <summary>
    /// Replaces the file by the records of the current state. What was appended before is part of that state, so the
    /// caller must hold whatever lock orders its appends.
    /// </summary>
    /// <param name="writeAll">Appends every record of the state to the new file.</param>
    public void Rewrite(Action<RecordFileWriter> writeAll)
    {
        lock (_gate)
        {
            while (_writing)
            {
                Monitor.Wait(_gate);
            }

            _writing = true;
        }

        SafeFileHandle? replaced = null;
        try
        {
            var (file, length) = RecordFile.Replace(_path, writeAll);
            lock (_gate)
            {
                replaced = _file;
                _file = file;
                _length = length;
                _pending.Clear();
                _committed = _appended;
            }
        }
        finally
        {
            replaced?.Dispose();
            EndWriting();
        }
    }

    /// <summary>Writes what is pending and closes the file.</summary>
    public void Dispose()
    {
        long last;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            last = _appended;
        }

        Commit(last);
        lock (_gate)
        {
            while (_writing)
            {
                Monitor.Wait(_gate);
            }

            _file.Dispose();
            _pending.Dispose();
            _spare.Dispose();
        }
    }

    /// <summary>Frames a record into a buffer.</summary>
    internal static void AppendFrame<TState>(PooledBufferWriter buffer, WriteFields<TState> write, TState state)
    {
        var start = buffer.WrittenCount;
        buffer.GetSpan(FrameBytes);
        buffer.Advance(FrameBytes);
        write(new RecordWriter(buffer), state);
        var frame = buffer.WrittenSpanFrom(start);
        var payload = frame[FrameBytes..];
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Checksum(payload));
    }

    /// <summary>CRC-32C, which the processor computes.</summary>
    internal static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        while (data.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    private async ValueTask WaitAsync(Task done, long ticket)
    {
        await done;
        await CommitAsync(ticket);
    }

    /// <summary>Writes what is pending now. The caller has set <see cref="_writing"/>.</summary>
    private void WriteOnce()
    {
        PooledBufferWriter batch;
        long from, to;
        lock (_gate)
        {
            (batch, _pending, _spare) = (_pending, _spare, _pending);
            from = _committed;
            to = _appended;
        }

        var written = false;
        try
        {
            RandomAccess.Write(_file, batch.WrittenMemory.Span, _length);
            written = true;
        }
        catch (IOException)
        {
            // A half-written record would hide every later one: take it off again. Whoever waits for it is told below.
            RandomAccess.SetLength(_file, _length);
        }
        finally
        {
            lock (_gate)
            {
                if (written)
                {
                    _length += batch.WrittenCount;
                }
                else
                {
                    (_failedFrom, _failedTo) = (from, to);
                }

                batch.Clear();
                _committed = to;
            }

            EndWriting();
        }
    }

    private void EndWriting()
    {
        TaskCompletionSource? done;
        lock (_gate)
        {
            _writing = false;
            done = _pendingDone;
            _pendingDone = null;
            Monitor.PulseAll(_gate);
        }

        // Those who wait commit again: the first of them writes for the rest.
        done?.SetResult();
    }

    private void ThrowIfFailed(long ticket)
    {
        if (ticket > _failedFrom && ticket <= _failedTo)
        {
            throw new IOException($"The log {_path} could not be written; is the disk full?");
        }
    }
}
