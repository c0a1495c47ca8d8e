using System.Globalization;
using System.Text;

namespace CloudIde.Worker.Workspaces.Snapshots.Archives;

/// <summary>Writes a tar archive in the PAX format, which any tar unpacks.</summary>
/// <remarks>
/// Rejected: System.Formats.Tar, which keeps times to 100 ns, and which wants a file's bytes as a stream that never ends early.
/// </remarks>
internal sealed class PaxWriter(Stream output)
{
    private const int BlockSize = 512;
    private const int MaxName = 100;

    // What eleven octal digits hold; larger files have a PAX record.
    private const long MaxOctal = 0x1_FFFF_FFFF;

    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly byte[] Zeros = new byte[2 * BlockSize];

    private readonly byte[] _block = new byte[BlockSize];

    private long _padding;

    /// <summary>Begins an entry. Exactly <see cref="PaxEntry.Size"/> bytes of content follow before the next one.</summary>
    /// <param name="entry">The entry.</param>
    internal void Begin(PaxEntry entry)
    {
        var records = new StringBuilder();
        var name = entry.Type == PaxEntry.Folder ? entry.Path + "/" : entry.Path;
        AddUnlessPlain(records, PaxKeyword.Path, name);
        AddUnlessPlain(records, PaxKeyword.LinkPath, entry.LinkTarget);
        if (entry.Size > MaxOctal)
        {
            Add(records, PaxKeyword.Size, entry.Size.ToString(CultureInfo.InvariantCulture));
        }

        if (entry.ModifiedNanoseconds < 0 || entry.ModifiedNanoseconds % NanosecondsPerSecond != 0)
        {
            Add(records, PaxKeyword.Modified, ((decimal)entry.ModifiedNanoseconds / NanosecondsPerSecond).ToString(CultureInfo.InvariantCulture));
        }

        if (entry.ETag is { } etag)
        {
            Add(records, PaxKeyword.ETag, etag);
        }

        if (entry.IsWhiteout)
        {
            Add(records, PaxKeyword.Whiteout, "1");
        }

        if (records.Length > 0)
        {
            var bytes = Encoding.UTF8.GetBytes(records.ToString());
            WriteHeader("PaxHeaders/entry", 'x', bytes.Length, 0x1A4, 0, null);
            Write(bytes);
            Pad();
        }

        var seconds = Math.Max(0, entry.ModifiedNanoseconds / NanosecondsPerSecond);
        WriteHeader(name, entry.Type, entry.Size, entry.Mode, seconds, entry.LinkTarget);
    }

    /// <summary>Writes content of the entry that was begun.</summary>
    /// <param name="content">The bytes.</param>
    internal void Write(ReadOnlySpan<byte> content) => output.Write(content);

    /// <summary>Ends the entry that was begun.</summary>
    internal void End() => Pad();

    /// <summary>Ends the archive.</summary>
    internal void Complete() => output.Write(Zeros);

    private static void AddUnlessPlain(StringBuilder records, string keyword, string? value)
    {
        if (value is not null && !(value.Length <= MaxName && Ascii.IsValid(value)))
        {
            Add(records, keyword, value);
        }
    }

    /// <summary>A record begins with its own length, the digits of the length included.</summary>
    private static void Add(StringBuilder records, string keyword, string value)
    {
        var rest = keyword.Length + Encoding.UTF8.GetByteCount(value) + " =\n".Length;
        var length = rest + Digits(rest);
        length = rest + Digits(length);
        records.Append(CultureInfo.InvariantCulture, $"{length} {keyword}={value}\n");

        static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
    }

    private void WriteHeader(string name, char type, long size, int mode, long seconds, string? linkTarget)
    {
        var block = _block.AsSpan();
        block.Clear();
        PutText(block[..MaxName], name);
        PutOctal(block.Slice(100, 8), mode);
        PutOctal(block.Slice(108, 8), 0);
        PutOctal(block.Slice(116, 8), 0);
        PutOctal(block.Slice(124, 12), size <= MaxOctal ? size : 0);
        PutOctal(block.Slice(136, 12), Math.Min(seconds, MaxOctal));
        block[156] = (byte)type;
        PutText(block.Slice(157, MaxName), linkTarget ?? "");
        "ustar\000"u8.CopyTo(block[257..]);

        // The sum counts its own field as spaces; it ends with a zero byte and a space.
        block.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in block)
        {
            sum += value;
        }

        PutOctal(block.Slice(148, 7), sum);
        output.Write(block);
        _padding = (BlockSize - (size % BlockSize)) % BlockSize;
    }

    private void Pad()
    {
        output.Write(Zeros, 0, (int)_padding);
        _padding = 0;
    }

    // Where it does not fit a record has all of it, and this is for programs that know no records.
    private static void PutText(Span<byte> field, string text)
    {
        Encoding.UTF8.GetEncoder().Convert(text, field, flush: true, out _, out _, out _);
    }

    private static void PutOctal(Span<byte> field, long value)
    {
        for (var i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }
}
