using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Emulator.S3;

/// <summary>Writes a body to a new file while it computes its MD5 and checksum. Disposed before <see cref="Keep"/>, it leaves nothing.</summary>
internal sealed class BodySink : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    private readonly BodyFiles _files;
    private readonly Guid _id = Guid.NewGuid();
    private readonly IncrementalHash _md5;
    private readonly ChecksumHash? _checksum;
    private readonly IncrementalHash? _sha256;
    private readonly ChecksumAlgorithm? _algorithm;
    private byte[] _buffer;
    private int _buffered;
    private long _written;
    private SafeFileHandle? _file;
    private bool _kept;

    /// <summary>Starts a body.</summary>
    /// <param name="files">Where it will be.</param>
    /// <param name="algorithm">The checksum to compute, if any.</param>
    /// <param name="withSha256">Whether the request's signature names the body's SHA-256.</param>
    /// <param name="expectedLength">The length, if known; sizes the buffer.</param>
    [SuppressMessage("Security", "CA5351", Justification = "S3's ETags are MD5.")]
    public BodySink(BodyFiles files, ChecksumAlgorithm? algorithm, bool withSha256, long? expectedLength)
    {
        _files = files;
        _algorithm = algorithm;
        _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        _checksum = algorithm is null ? null : new ChecksumHash(algorithm.Value);
        _sha256 = withSha256 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(expectedLength ?? BufferBytes, 1, BufferBytes));
    }

    /// <summary>How many bytes came.</summary>
    public long Length => _written + _buffered;

    /// <summary>Adds bytes.</summary>
    /// <param name="data">The bytes.</param>
    public void Append(ReadOnlySpan<byte> data)
    {
        _md5.AppendData(data);
        _checksum?.Append(data);
        _sha256?.AppendData(data);
        while (!data.IsEmpty)
        {
            if (_buffered == _buffer.Length)
            {
                WriteBuffer();
            }

            var count = Math.Min(data.Length, _buffer.Length - _buffered);
            data[..count].CopyTo(_buffer.AsSpan(_buffered));
            _buffered += count;
            data = data[count..];
        }
    }

    /// <summary>Ends the body; the file is complete but not yet in its place.</summary>
    /// <returns>MD5 in hex, checksum, and SHA-256 in hex, as asked for.</returns>
    public (string Md5, Checksum? Checksum, string? Sha256) Finish()
    {
        if (_buffered > 0)
        {
            WriteBuffer();
        }

        _file?.Dispose();
        return (
            Convert.ToHexStringLower(_md5.GetHashAndReset()),
            _checksum is null ? null : new Checksum(_algorithm!.Value, _checksum.Finish()),
            _sha256 is null ? null : Convert.ToHexStringLower(_sha256.GetHashAndReset()));
    }

    /// <summary>Puts the file in its place.</summary>
    /// <returns>The body.</returns>
    public ObjectBody Keep()
    {
        _kept = true;
        if (_written == 0)
        {
            return new ObjectBody([]);
        }

        _files.Keep(_id);
        return new ObjectBody([new Segment(_id, _written)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _md5.Dispose();
        _checksum?.Dispose();
        _sha256?.Dispose();
        _file?.Dispose();
        var buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (!_kept && _file is not null)
        {
            _files.Abandon(_id);
        }
    }

    private void WriteBuffer()
    {
        _file ??= _files.Create(_id);
        RandomAccess.Write(_file, _buffer.AsSpan(0, _buffered), _written);
        _written += _buffered;
        _buffered = 0;
    }
}
