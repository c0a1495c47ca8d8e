using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CloudIde.Emulator.S3.Checksums;

/// <summary>Computes one checksum over a body as it passes.</summary>
internal sealed class ChecksumComputer : IDisposable
{
    private readonly Crc? _crc;
    private readonly IncrementalHash? _hash;
    private ulong _state;

    /// <summary>Begins a checksum.</summary>
    /// <param name="algorithm">Its algorithm.</param>
    public ChecksumComputer(ChecksumAlgorithm algorithm)
    {
        Algorithm = algorithm;
        _crc = algorithm.AsCrc();
        _state = _crc?.Mask ?? 0;
        _hash = algorithm switch
        {
            ChecksumAlgorithm.Sha1 => IncrementalHash.CreateHash(HashAlgorithmName.SHA1),
            ChecksumAlgorithm.Sha256 => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            _ => null,
        };
    }

    /// <summary>The algorithm.</summary>
    public ChecksumAlgorithm Algorithm { get; }

    /// <summary>Adds bytes.</summary>
    /// <param name="data">The bytes.</param>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (_crc is not null)
        {
            _state = _crc.Append(_state, data);
        }
        else
        {
            _hash!.AppendData(data);
        }
    }

    /// <summary>Ends the checksum.</summary>
    /// <returns>Its bytes, the highest first.</returns>
    public byte[] Finish() => _crc is not null ? ToBytes(_crc, _state ^ _crc.Mask) : _hash!.GetHashAndReset();

    /// <summary>A CRC's value as S3 writes it.</summary>
    /// <param name="crc">The CRC.</param>
    /// <param name="value">The value.</param>
    /// <returns>Its bytes, the highest first.</returns>
    public static byte[] ToBytes(Crc crc, ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes[(8 - (crc.Width / 8))..];
    }

    /// <inheritdoc/>
    public void Dispose() => _hash?.Dispose();
}
