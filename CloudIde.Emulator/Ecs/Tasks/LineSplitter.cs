using System.Text;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>
/// Cuts a container's output into lines. As Docker does, it holds an unfinished line back until its end comes, and cuts a
/// line of more than 16 KiB into several.
/// </summary>
internal sealed class LineSplitter
{
    /// <summary>The longest piece, in bytes.</summary>
    public const int MaxLineBytes = 16 * 1024;

    private const byte LineEnd = (byte)'\n';

    private readonly byte[] _held = new byte[MaxLineBytes];
    private int _count;

    /// <summary>Takes bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="line">Receives each line, without its end.</param>
    public void Write(ReadOnlySpan<byte> bytes, Action<string> line)
    {
        while (!bytes.IsEmpty)
        {
            var space = bytes[..Math.Min(bytes.Length, MaxLineBytes - _count)];
            var end = space.IndexOf(LineEnd);
            var taken = end < 0 ? space : space[..end];
            taken.CopyTo(_held.AsSpan(_count));
            _count += taken.Length;
            bytes = bytes[(end < 0 ? taken.Length : end + 1)..];
            if (end >= 0)
            {
                Emit(_count, line);
            }
            else if (_count == MaxLineBytes)
            {
                Emit(WholeCharacters(), line);
            }
        }
    }

    /// <summary>Gives the unfinished line, if there is one.</summary>
    /// <param name="line">Receives it.</param>
    public void Complete(Action<string> line)
    {
        if (_count > 0)
        {
            Emit(_count, line);
        }
    }

    private void Emit(int count, Action<string> line)
    {
        var text = _held.AsSpan(0, count);

        // Windows' line ends, and a terminal's.
        if (count == _count && text is [.., (byte)'\r'])
        {
            text = text[..^1];
        }

        line(Encoding.UTF8.GetString(text));
        _held.AsSpan(count, _count - count).CopyTo(_held);
        _count -= count;
    }

    // A character of several bytes is not cut, unless the bytes are no UTF-8 anyway.
    private int WholeCharacters()
    {
        for (var back = 1; back <= 3; back++)
        {
            var value = _held[_count - back];
            if ((value & 0xC0) == 0xC0)
            {
                var length = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : 2;
                return length > back ? _count - back : _count;
            }

            if (value < 0x80)
            {
                break;
            }
        }

        return _count;
    }
}
