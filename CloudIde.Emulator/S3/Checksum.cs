namespace CloudIde.Emulator.S3;

/// <summary>A checksum of an object or part.</summary>
/// <param name="Algorithm">How it was computed.</param>
/// <param name="Value">Base64; for a composite one with <c>-N</c> for the number of parts.</param>
/// <param name="IsComposite">Whether it is a checksum of the parts' checksums.</param>
internal sealed record Checksum(ChecksumAlgorithm Algorithm, string Value, bool IsComposite = false)
{
    private static readonly string[] Names = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"];

    /// <summary>The header that carries it.</summary>
    public string HeaderName => HeaderOf(Algorithm);

    /// <summary>The XML element that carries it.</summary>
    public string ElementName => "Checksum" + NameOf(Algorithm);

    /// <summary>How S3 calls its kind.</summary>
    public string TypeName => IsComposite ? "COMPOSITE" : "FULL_OBJECT";

    /// <summary>S3's name of an algorithm.</summary>
    public static string NameOf(ChecksumAlgorithm algorithm) => Names[(int)algorithm];

    /// <summary>The header of an algorithm's checksums, in lower case.</summary>
    public static string HeaderOf(ChecksumAlgorithm algorithm) => "x-amz-checksum-" + Names[(int)algorithm].ToLowerInvariant();

    /// <summary>Reads an algorithm's name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The algorithm, or null when there is none of that name.</returns>
    public static ChecksumAlgorithm? Parse(string name)
    {
        var index = Array.FindIndex(Names, own => own.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : (ChecksumAlgorithm)index;
    }

    /// <summary>Reads a header's or trailer's name.</summary>
    /// <param name="header">The name, in any case.</param>
    /// <returns>The algorithm, or null when the header carries no checksum.</returns>
    public static ChecksumAlgorithm? ParseHeader(string header) =>
        header.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase) ? Parse(header["x-amz-checksum-".Length..]) : null;
}
