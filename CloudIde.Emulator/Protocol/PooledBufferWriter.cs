using System.Buffers;

namespace CloudIde.Emulator.Protocol;

/// <summary>Collects an answer in a pooled array, so that an error halfway can still be answered as an error.</summary>
internal sealed class PooledBufferWriter : IBufferWriter<byte>, IDisposable
{
    private const int KeptBytes = 1024 * 1024;

    private byte[] _buffer;
    private int _written;

    /// <summary>Creates a writer.</summary>
    /// <param name="capacity">The room to begin with, in bytes.</param>
    public PooledBufferWriter(int capacity = 4096) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>What was written so far.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _written);

    /// <summary>How many bytes were written so far.</summary>
    public int WrittenCount => _written;

    /// <summary>What was written from a position on, to fill in what was not known then.</summary>
    /// <param name="start">An earlier <see cref="WrittenCount"/>.</param>
    /// <returns>The bytes, until the next write.</returns>
    public Span<byte> WrittenSpanFrom(int start) => _buffer.AsSpan(start, _written - start);

    /// <summary>Forgets what was written. A buffer that grew far beyond its usual size goes back to the pool.</summary>
    public void Clear()
    {
        _written = 0;
        if (_buffer.Length > KeptBytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(4096);
        }
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _written);
        _written += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_written);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Reserve(int sizeHint)
    {
        sizeHint = Math.Max(sizeHint, 1);
        if (_buffer.Length - _written >= sizeHint)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(_buffer.Length * 2, _written + sizeHint)));
        _buffer.AsSpan(0, _written).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
