using System.Buffers;
using System.Buffers.Text;
using StackExchange.Redis;

namespace CloudIde.Core.Redis.Link;

/// <summary>
/// Reads Redis' protocol (RESP2) from a stream, blocking: the thread that waits for the bytes is the one that goes on with
/// them. Large strings are read straight into their array.
/// </summary>
internal sealed class RespReader(Stream stream) : IDisposable
{
    /// <summary>Redis allows strings of 512 MB; nothing here comes near this, so more is a sign that this is not Redis.</summary>
    private const int MaxLength = 64 * 1024 * 1024;

    private const int BufferSize = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _start;
    private int _end;

    /// <summary>Reads the first byte of a value and the number behind it, which is the value's length where it has one.</summary>
    /// <returns>The type and, but for simple strings and errors, the number.</returns>
    /// <exception cref="EndOfStreamException">The connection has ended.</exception>
    /// <exception cref="InvalidDataException">This is not RESP2.</exception>
    public (byte Type, long Number) ReadHead()
    {
        var line = ReadLine();
        if (line.IsEmpty)
        {
            throw new InvalidDataException("Redis sent an empty line where a value begins.");
        }

        if (line[0] is (byte)'+' or (byte)'-')
        {
            // Only its text is of use, and the caller asks for that: go back to it.
            _start -= line.Length + 2;
            return (line[0], 0);
        }

        return Utf8Parser.TryParse(line[1..], out long number, out var consumed) && consumed == line.Length - 1
            ? (line[0], number)
            : throw new InvalidDataException("Redis sent a number that is none.");
    }

    /// <summary>Reads the text of a simple string or error whose head was just read.</summary>
    /// <returns>The text.</returns>
    public string ReadText() => System.Text.Encoding.UTF8.GetString(ReadLine()[1..]);

    /// <summary>Reads a string of which only a look is needed.</summary>
    /// <param name="length">Its length.</param>
    /// <returns>The bytes, valid until the next read.</returns>
    public ReadOnlySpan<byte> ReadShort(long length)
    {
        if (length is < 0 or > BufferSize - 2)
        {
            throw new InvalidDataException($"Redis sent {length} bytes where a name was expected.");
        }

        while (_end - _start < length + 2)
        {
            Fill();
        }

        var bytes = _buffer.AsSpan(_start, (int)length);
        _start += (int)length + 2;
        return bytes;
    }

    /// <summary>Reads a string into an array of its own.</summary>
    /// <param name="length">Its length.</param>
    /// <returns>The bytes.</returns>
    public byte[] ReadBytes(long length)
    {
        if (length is < 0 or > MaxLength)
        {
            throw new InvalidDataException($"Redis announced a string of {length} bytes.");
        }

        var bytes = new byte[length];
        var buffered = Math.Min(bytes.Length, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(bytes);
        _start += buffered;
        stream.ReadExactly(bytes.AsSpan(buffered));
        ReadShort(0);
        return bytes;
    }

    /// <summary>Reads the answer to a command.</summary>
    /// <param name="error">The error, when that is the answer.</param>
    /// <returns>The answer, or null with an error.</returns>
    public RedisResult? ReadReply(out string? error)
    {
        var (type, number) = ReadHead();
        error = type == (byte)'-' ? ReadText() : null;
        return error is null ? ReadValue(type, number) : null;
    }

    /// <summary>Passes over a value whose head was just read.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="number">Its number.</param>
    public void Skip(byte type, long number)
    {
        if (type == (byte)'-')
        {
            ReadText();
        }
        else
        {
            ReadValue(type, number);
        }
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

    private RedisResult ReadValue(byte type, long number)
    {
        switch (type)
        {
            case (byte)'+':
                return RedisResult.Create(ReadText(), ResultType.SimpleString);
            case (byte)':':
                return RedisResult.Create(number, ResultType.Integer);
            case (byte)'$':
                return RedisResult.Create(number < 0 ? RedisValue.Null : ReadBytes(number), ResultType.BulkString);
            case (byte)'*':
                var items = new RedisResult[Math.Max(0, Math.Min(number, MaxLength))];
                for (var i = 0; i < items.Length; i++)
                {
                    var (itemType, itemNumber) = ReadHead();
                    items[i] = ReadValue(itemType, itemNumber);
                }

                return RedisResult.Create(items);
            default:
                throw new InvalidDataException($"Redis sent a value of the unknown type '{(char)type}'.");
        }
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        var searched = 0;
        while (true)
        {
            var unread = _buffer.AsSpan(_start, _end - _start);
            var end = unread[searched..].IndexOf((byte)'\r');
            if (end >= 0 && searched + end + 1 < unread.Length)
            {
                var line = unread[..(searched + end)];
                _start += line.Length + 2;
                return line;
            }

            searched = end < 0 ? unread.Length : searched + end;
            if (unread.Length == _buffer.Length)
            {
                throw new InvalidDataException("Redis sent a line without an end.");
            }

            Fill();
        }
    }

    private void Fill()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        if (read == 0)
        {
            throw new EndOfStreamException("Redis has closed the connection.");
        }

        _end += read;
    }
}
