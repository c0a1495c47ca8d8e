using CloudIde.Emulator.Protocol;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Emulator.Storage;

/// <summary>Writes the records of a new file in large pieces.</summary>
/// <param name="file">The file, empty.</param>
internal sealed class RecordFileWriter(SafeFileHandle file) : IDisposable
{
    private const int PieceBytes = 256 * 1024;

    private readonly PooledBufferWriter _buffer = new(PieceBytes);
    private long _length;

    /// <summary>Adds a record.</summary>
    /// <typeparam name="TState">What the fields come from.</typeparam>
    /// <param name="write">Writes the fields.</param>
    /// <param name="state">What they come from.</param>
    public void Append<TState>(RecordLog.WriteFields<TState> write, TState state)
    {
        RecordLog.AppendFrame(_buffer, write, state);
        if (_buffer.WrittenCount >= PieceBytes)
        {
            Flush();
        }
    }

    /// <summary>Writes what is buffered.</summary>
    /// <returns>The file's length.</returns>
    public long Flush()
    {
        RandomAccess.Write(file, _buffer.WrittenMemory.Span, _length);
        _length += _buffer.WrittenCount;
        _buffer.Clear();
        return _length;
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();
}
