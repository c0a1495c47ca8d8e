using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CloudIde.Emulator.S3;

/// <summary>Checks the digests of a body that is already in memory.</summary>
internal static class SmallBody
{
    /// <summary>Refuses a body that is not what the client said.</summary>
    /// <param name="expected">What it said.</param>
    /// <param name="body">The body.</param>
    [SuppressMessage("Security", "CA5351", Justification = "S3's protocol has MD5.")]
    public static void Check(ExpectedDigests expected, ReadOnlySpan<byte> body)
    {
        var checksum = expected.Checksum is { } given
            ? new Checksum(given.Algorithm, ChecksumHash.Compute(given.Algorithm, body))
            : null;
        expected.Check(
            expected.Md5 is null ? "" : Convert.ToHexStringLower(MD5.HashData(body)),
            checksum,
            expected.Sha256 is null ? null : Convert.ToHexStringLower(SHA256.HashData(body)),
            null);
    }
}
