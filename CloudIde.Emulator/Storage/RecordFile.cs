using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Emulator.Storage;

/// <summary>Reads and replaces whole files of records.</summary>
internal static class RecordFile
{
    /// <summary>No record is longer: the largest is an SQS message of 1 MiB with its attributes.</summary>
    private const int MaxRecordBytes = 64 * 1024 * 1024;

    private const int FrameBytes = 8;

    /// <summary>Reads every whole record.</summary>
    /// <param name="path">The file.</param>
    /// <param name="replay">Receives the records.</param>
    /// <param name="droppedBytes">How many bytes at the end are no whole record.</param>
    /// <returns>The length of the whole records, in bytes.</returns>
    public static long Replay(string path, RecordLog.ReplayRecord replay, out long droppedBytes)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 256 * 1024);
        Span<byte> frame = stackalloc byte[FrameBytes];
        var payload = new byte[4096];
        long valid = 0;
        while (stream.ReadAtLeast(frame, FrameBytes, throwOnEndOfStream: false) == FrameBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(frame);
            if (length is <= 0 or > MaxRecordBytes || length > stream.Length - valid - FrameBytes)
            {
                break;
            }

            if (payload.Length < length)
            {
                payload = new byte[Math.Max(length, payload.Length * 2)];
            }

            var record = payload.AsSpan(0, length);
            stream.ReadExactly(record);
            if (RecordLog.Checksum(record) != BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]))
            {
                break;
            }

            replay(new RecordReader(record));
            valid += FrameBytes + length;
        }

        droppedBytes = stream.Length - valid;
        return valid;
    }

    /// <summary>Writes a new file beside an old one and renames it over it once it is on the device.</summary>
    /// <param name="path">The file to replace.</param>
    /// <param name="writeAll">Appends the records.</param>
    /// <returns>The new file and its length.</returns>
    public static (SafeFileHandle File, long Length) Replace(string path, Action<RecordFileWriter> writeAll)
    {
        var temporary = path + ".new";
        var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        try
        {
            using var writer = new RecordFileWriter(file);
            writeAll(writer);
            var length = writer.Flush();
            RandomAccess.FlushToDisk(file);
            File.Move(temporary, path, overwrite: true);
            return (file, length);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
