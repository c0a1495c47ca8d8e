using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CloudIde.Emulator.S3;

/// <summary>Computes a checksum over data that comes in pieces.</summary>
internal sealed class ChecksumHash : IDisposable
{
    private readonly ChecksumAlgorithm _algorithm;
    private readonly IncrementalHash? _digest;
    private ulong _crc;

    /// <summary>Starts a checksum.</summary>
    /// <param name="algorithm">How it is computed.</param>
    [SuppressMessage("Security", "CA5350", Justification = "S3's protocol has SHA-1 as a checksum.")]
    public ChecksumHash(ChecksumAlgorithm algorithm)
    {
        _algorithm = algorithm;
        _digest = algorithm switch
        {
            ChecksumAlgorithm.Sha1 => IncrementalHash.CreateHash(HashAlgorithmName.SHA1),
            ChecksumAlgorithm.Sha256 => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            _ => null,
        };
    }

    /// <summary>The checksum of a whole.</summary>
    /// <param name="algorithm">How it is computed.</param>
    /// <param name="data">The data.</param>
    /// <returns>Base64.</returns>
    public static string Compute(ChecksumAlgorithm algorithm, ReadOnlySpan<byte> data)
    {
        using var hash = new ChecksumHash(algorithm);
        hash.Append(data);
        return hash.Finish();
    }

    /// <summary>Adds data.</summary>
    /// <param name="data">The data.</param>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (_digest is not null)
        {
            _digest.AppendData(data);
        }
        else
        {
            _crc = Crc.Of(_algorithm).Append(_crc, data);
        }
    }

    /// <summary>Ends the checksum.</summary>
    /// <returns>Base64.</returns>
    public string Finish() => _digest is not null
        ? Convert.ToBase64String(_digest.GetHashAndReset())
        : Encode(_algorithm, _crc);

    /// <summary>A CRC as S3 writes it.</summary>
    /// <param name="algorithm">Which CRC.</param>
    /// <param name="crc">Its value.</param>
    /// <returns>Base64 of the value, most significant byte first.</returns>
    public static string Encode(ChecksumAlgorithm algorithm, ulong crc)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, crc);
        return Convert.ToBase64String(algorithm == ChecksumAlgorithm.Crc64Nvme ? bytes : bytes[4..]);
    }

    /// <inheritdoc/>
    public void Dispose() => _digest?.Dispose();
}
