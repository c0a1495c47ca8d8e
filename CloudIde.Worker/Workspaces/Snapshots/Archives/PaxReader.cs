using System.Globalization;
using System.Text;

namespace CloudIde.Worker.Workspaces.Snapshots.Archives;

/// <summary>Reads a tar archive from a stream, forwards only. Nothing in it is trusted.</summary>
internal sealed class PaxReader(Stream input)
{
    private const int BlockSize = 512;

    // Paths have at most 4,096 bytes; attributes of others may be longer, but not without end.
    private const int MaxRecords = 1 << 20;

    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly byte[] _block = new byte[BlockSize];
    private readonly byte[] _skipped = new byte[64 * 1024];
    private long _left;
    private long _padding;

    /// <summary>Goes to the next entry, past what was not read of the last one.</summary>
    /// <returns>The entry, or null at the end.</returns>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    internal PaxEntry? Next()
    {
        Dictionary<string, string>? records = null;
        while (true)
        {
            Skip(_left + _padding);
            (_left, _padding) = (0, 0);
            ReadExactly(_block);
            if (!_block.AsSpan().ContainsAnyExcept((byte)0))
            {
                // To the very end, where the compression's checksum is.
                while (input.Read(_skipped) > 0)
                {
                }

                return null;
            }

            CheckSum();
            var type = (char)_block[156];
            SetSize(Octal(124, 12));
            if (type is 'x' or 'g')
            {
                var read = ReadRecords();
                records = type == 'x' ? read : records;
                continue;
            }

            return Entry(type == '\0' ? PaxEntry.File : type, records);
        }
    }

    /// <summary>Reads content of the entry.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <returns>How much was read; 0 at its end.</returns>
    internal int Read(Span<byte> buffer)
    {
        if (_left == 0 || buffer.Length == 0)
        {
            return 0;
        }

        var count = ReadOrThrow(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= count;
        return count;
    }

    private PaxEntry Entry(char type, Dictionary<string, string>? records)
    {
        var path = Record(PaxKeyword.Path) ?? NameInHeader();
        if (Record(PaxKeyword.Size) is { } size)
        {
            SetSize(long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1);
        }

        return new PaxEntry(
            type == PaxEntry.Folder && path.EndsWith('/') ? path[..^1] : path,
            type,
            _left,
            (int)Octal(100, 8) & 0xFFF,
            Record(PaxKeyword.Modified) is { } modified ? Nanoseconds(modified) : Nanoseconds(Octal(136, 12)))
        {
            LinkTarget = type == PaxEntry.Link ? Record(PaxKeyword.LinkPath) ?? Text(157, 100) : null,
            ETag = Record(PaxKeyword.ETag),
            IsWhiteout = Record(PaxKeyword.Whiteout) is not null,
        };

        string? Record(string keyword) => records?.GetValueOrDefault(keyword);
    }

    private string NameInHeader()
    {
        var prefix = Text(345, 155);
        return prefix.Length > 0 ? $"{prefix}/{Text(0, 100)}" : Text(0, 100);
    }

    private Dictionary<string, string> ReadRecords()
    {
        if (_left > MaxRecords)
        {
            throw new InvalidDataException("The archive has attributes of more than a megabyte.");
        }

        var bytes = new byte[_left];
        ReadExactly(bytes);
        _left = 0;
        var records = new Dictionary<string, string>(StringComparer.Ordinal);
        for (ReadOnlySpan<byte> rest = bytes; rest.Length > 0;)
        {
            var space = rest.IndexOf((byte)' ');
            if (space <= 0 || !int.TryParse(rest[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space + 2 || length > rest.Length
                || rest[space..length].IndexOf((byte)'=') is var equals && equals <= 1)
            {
                throw new InvalidDataException("The archive has a damaged attribute.");
            }

            equals += space;
            records[Decode(rest[(space + 1)..equals])] = Decode(rest[(equals + 1)..(length - 1)]);
            rest = rest[length..];
        }

        return records;
    }

    private void CheckSum()
    {
        var sum = 0;
        for (var i = 0; i < BlockSize; i++)
        {
            sum += i is >= 148 and < 156 ? ' ' : _block[i];
        }

        if (sum != Octal(148, 8))
        {
            throw new InvalidDataException("The archive has a damaged header.");
        }
    }

    private void SetSize(long size)
    {
        if (size < 0)
        {
            throw new InvalidDataException("The archive has a file of an impossible size.");
        }

        (_left, _padding) = (size, (BlockSize - (size % BlockSize)) % BlockSize);
    }

    private long Octal(int offset, int length)
    {
        var value = 0L;
        foreach (var digit in _block.AsSpan(offset, length))
        {
            if (digit is >= (byte)'0' and <= (byte)'7')
            {
                value = (value << 3) | (uint)(digit - '0');
            }
            else if (digit is not ((byte)' ' or 0))
            {
                throw new InvalidDataException("The archive has a damaged number.");
            }
        }

        return value;
    }

    private string Text(int offset, int length)
    {
        var field = _block.AsSpan(offset, length);
        var end = field.IndexOf((byte)0);
        return Decode(end < 0 ? field : field[..end]);
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException("The archive has a name that is not UTF-8.", e);
        }
    }

    private static long Nanoseconds(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(seconds) < long.MaxValue / NanosecondsPerSecond
            ? (long)decimal.Truncate(seconds * NanosecondsPerSecond)
            : throw new InvalidDataException("The archive has a damaged time.");

    private static long Nanoseconds(long seconds) => Math.Min(seconds, long.MaxValue / NanosecondsPerSecond) * NanosecondsPerSecond;

    private void Skip(long count)
    {
        while (count > 0)
        {
            count -= ReadOrThrow(_skipped.AsSpan(0, (int)Math.Min(count, _skipped.Length)));
        }
    }

    private int ReadOrThrow(Span<byte> buffer)
    {
        const string Message = "The archive ends in the middle of a file.";
        try
        {
            return input.Read(buffer) is var count and > 0 ? count : throw new InvalidDataException(Message);
        }
        catch (EndOfStreamException e)
        {
            // Not to be taken for an error of the file that is being written.
            throw new InvalidDataException(Message, e);
        }
    }

    private void ReadExactly(Span<byte> buffer)
    {
        if (input.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            throw new InvalidDataException("The archive ends without its end mark.");
        }
    }
}
