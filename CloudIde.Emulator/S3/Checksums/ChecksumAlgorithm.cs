namespace CloudIde.Emulator.S3.Checksums;

/// <summary>S3's checksum algorithms. The numbers are stored: never change one.</summary>
internal enum ChecksumAlgorithm : byte
{
    /// <summary>CRC-32 of zip and Ethernet.</summary>
    Crc32 = 1,

    /// <summary>CRC-32 of Castagnoli.</summary>
    Crc32C = 2,

    /// <summary>SHA-1.</summary>
    Sha1 = 3,

    /// <summary>SHA-256.</summary>
    Sha256 = 4,

    /// <summary>CRC-64 of NVM Express, S3's own choice where the client names none.</summary>
    Crc64Nvme = 5,
}
