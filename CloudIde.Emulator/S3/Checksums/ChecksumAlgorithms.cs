namespace CloudIde.Emulator.S3.Checksums;

/// <summary>The names of checksum algorithms, and what each can do.</summary>
internal static class ChecksumAlgorithms
{
    /// <summary>What checksum headers begin with.</summary>
    public const string HeaderPrefix = "x-amz-checksum-";

    /// <summary>Every algorithm.</summary>
    public static readonly ChecksumAlgorithm[] All = Enum.GetValues<ChecksumAlgorithm>();

    /// <summary>The name in headers' values and XML, such as <c>CRC64NVME</c>.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <returns>The name.</returns>
    public static string Name(this ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc32 => "CRC32",
        ChecksumAlgorithm.Crc32C => "CRC32C",
        ChecksumAlgorithm.Sha1 => "SHA1",
        ChecksumAlgorithm.Sha256 => "SHA256",
        ChecksumAlgorithm.Crc64Nvme => "CRC64NVME",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>The header, such as <c>x-amz-checksum-crc64nvme</c>.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <returns>The header's name.</returns>
    public static string Header(this ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc32 => "x-amz-checksum-crc32",
        ChecksumAlgorithm.Crc32C => "x-amz-checksum-crc32c",
        ChecksumAlgorithm.Sha1 => "x-amz-checksum-sha1",
        ChecksumAlgorithm.Sha256 => "x-amz-checksum-sha256",
        ChecksumAlgorithm.Crc64Nvme => "x-amz-checksum-crc64nvme",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>The XML element, such as <c>ChecksumCRC64NVME</c>.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <returns>The element's name.</returns>
    public static string Element(this ChecksumAlgorithm algorithm) => "Checksum" + algorithm.Name();

    /// <summary>The length in bytes.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <returns>4 to 32.</returns>
    public static int Length(this ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Sha1 => 20,
        ChecksumAlgorithm.Sha256 => 32,
        ChecksumAlgorithm.Crc64Nvme => 8,
        _ => 4,
    };

    /// <summary>The CRC behind an algorithm.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <returns>The CRC, or null for a hash.</returns>
    public static Crc? AsCrc(this ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc32 => Crc.Crc32,
        ChecksumAlgorithm.Crc32C => Crc.Crc32C,
        ChecksumAlgorithm.Crc64Nvme => Crc.Crc64Nvme,
        _ => null,
    };

    /// <summary>Reads a name such as <c>CRC32</c>.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The algorithm, or null for a name that is none.</returns>
    public static ChecksumAlgorithm? Parse(string name)
    {
        foreach (var algorithm in All)
        {
            if (name.Equals(algorithm.Name(), StringComparison.OrdinalIgnoreCase))
            {
                return algorithm;
            }
        }

        return null;
    }
}
