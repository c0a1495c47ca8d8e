using System.Buffers;
using System.Buffers.Binary;
using CloudIde.Emulator.S3.Checksums;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Emulator.S3.Storage;

/// <summary>
/// The file that says what a bucket holds: a record a change, appended. A record is handed to the operating system in
/// one write before the change is answered, so it survives the end of the process, but not a loss of power. A torn
/// last record belongs to a change that nobody was told of; it is cut off at the next start.
/// </summary>
internal sealed class BucketJournal : IDisposable
{
    private const string DamagedSuffix = ".damaged-";

    private static readonly byte[] Magic = "CIDES3\u0000\u0001"u8.ToArray();

    private readonly string _path;
    private SafeFileHandle _file;
    private long _end;

    private BucketJournal(string path, SafeFileHandle file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>How many records the file has.</summary>
    public int RecordCount { get; private set; }

    /// <summary>Takes in one record.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="fields">Its fields.</param>
    public delegate void Replay(RecordKind kind, RecordReader fields);

    /// <summary>Creates the journal of a new bucket.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The journal.</returns>
    public static BucketJournal Create(string path)
    {
        var journal = new BucketJournal(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete));
        journal.Append(Magic);
        journal.RecordCount = 0;
        return journal;
    }

    /// <summary>Opens a journal and reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="replay">Takes in each record.</param>
    /// <param name="damagedAt">Where an unreadable stretch that is more than a torn record began; null when all is well.</param>
    /// <returns>The journal.</returns>
    public static BucketJournal Open(string path, Replay replay, out long? damagedAt)
    {
        var journal = new BucketJournal(path, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete));
        try
        {
            damagedAt = journal.Read(replay);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Whether a copy of a damaged journal waits for somebody who wants to rescue something.</summary>
    /// <param name="path">The journal.</param>
    /// <returns>True when there is one.</returns>
    public static bool HasDamagedCopy(string path) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + DamagedSuffix + "*").Any();

    /// <summary>Appends a record.</summary>
    /// <param name="record">The record.</param>
    public void Append(ReadOnlySpan<byte> record)
    {
        try
        {
            RandomAccess.Write(_file, record, _end);
        }
        catch
        {
            // A full disk may have taken half of it. Left there it would stand behind the next record.
            RandomAccess.SetLength(_file, _end);
            throw;
        }

        _end += record.Length;
        RecordCount++;
    }

    /// <summary>Replaces the journal by one that holds only what still counts.</summary>
    /// <param name="write">Writes every record through the function it is given.</param>
    public void Rewrite(Action<Action<RecordWriter>> write)
    {
        var temporary = _path + ".new";
        File.Delete(temporary);
        var fresh = Create(temporary);
        try
        {
            var buffer = new ArrayBufferWriter<byte>(64 * 1024);
            var records = 0;
            write(record =>
            {
                buffer.Write(record.End());
                records++;
                if (buffer.WrittenCount >= 64 * 1024)
                {
                    fresh.Append(buffer.WrittenSpan);
                    buffer.ResetWrittenCount();
                }
            });
            fresh.Append(buffer.WrittenSpan);
            File.Move(temporary, _path, overwrite: true);
            _file.Dispose();
            _file = fresh._file;
            _end = fresh._end;
            RecordCount = records;
        }
        catch
        {
            fresh.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private long? Read(Replay replay)
    {
        using var stream = new FileStream(_path, new FileStreamOptions
        {
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 256 * 1024,
        });
        var header = new byte[RecordWriter.HeaderLength];
        var fields = new byte[1024];
        var length = stream.Length;
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.AsSpan().SequenceEqual(Magic))
        {
            throw new EmulatorStartException(
                $"The file {_path} is not a bucket's journal of this version: move its folder away, or choose another data folder with --data.");
        }

        _end = header.Length;
        while (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length)
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(header);
            if (size < 1 || _end + header.Length + size > length)
            {
                break;
            }

            if (size > fields.Length)
            {
                fields = new byte[Math.Max(size, fields.Length * 2)];
            }

            stream.ReadExactly(fields.AsSpan(0, size));
            var content = fields.AsSpan(0, size);
            if ((uint)Crc.Crc32C.Compute(content) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)))
            {
                break;
            }

            replay((RecordKind)content[0], new RecordReader(content[1..]));
            _end += header.Length + size;
            RecordCount++;
        }

        return _end < length ? CutOff(length) : null;
    }

    /// <summary>Cuts off what cannot be read, keeping a copy of it where it may hold more than one torn record.</summary>
    private long? CutOff(long length)
    {
        const int LongestRecord = 1024 * 1024;
        long? damagedAt = null;
        var header = new byte[4];
        var known = RandomAccess.Read(_file, header, _end) == header.Length ? BinaryPrimitives.ReadInt32LittleEndian(header) : 0;
        var isTorn = length - _end < RecordWriter.HeaderLength
            || (known is > 0 and < LongestRecord && _end + RecordWriter.HeaderLength + known > length);
        if (!isTorn)
        {
            damagedAt = _end;
            File.Copy(_path, $"{_path}{DamagedSuffix}{_end}", overwrite: true);
        }

        RandomAccess.SetLength(_file, _end);
        return damagedAt;
    }
}
