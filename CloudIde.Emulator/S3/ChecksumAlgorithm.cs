namespace CloudIde.Emulator.S3;

/// <summary>The checksums that S3 stores with an object.</summary>
internal enum ChecksumAlgorithm
{
    /// <summary>CRC-32 as in zip.</summary>
    Crc32,

    /// <summary>CRC-32C (Castagnoli).</summary>
    Crc32C,

    /// <summary>CRC-64/NVME.</summary>
    Crc64Nvme,

    /// <summary>SHA-1.</summary>
    Sha1,

    /// <summary>SHA-256.</summary>
    Sha256,
}
