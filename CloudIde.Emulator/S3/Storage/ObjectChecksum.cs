using CloudIde.Emulator.S3.Checksums;

namespace CloudIde.Emulator.S3.Storage;

/// <summary>The checksum that is kept and returned with an object.</summary>
/// <param name="Algorithm">How it was made.</param>
/// <param name="Value">In base64; a composite one ends with a dash and the number of parts.</param>
/// <param name="IsComposite">Whether it is the checksum of the parts' checksums.</param>
internal sealed record ObjectChecksum(ChecksumAlgorithm Algorithm, string Value, bool IsComposite);
