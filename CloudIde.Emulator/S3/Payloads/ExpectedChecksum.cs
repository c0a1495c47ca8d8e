using CloudIde.Emulator.S3.Checksums;

namespace CloudIde.Emulator.S3.Payloads;

/// <summary>The checksum that a request announces for its body.</summary>
/// <param name="Algorithm">Its algorithm.</param>
/// <param name="Value">Its value in base64; null where it follows the body.</param>
internal readonly record struct ExpectedChecksum(ChecksumAlgorithm Algorithm, string? Value)
{
    /// <summary>Reads what a request announces.</summary>
    /// <param name="call">The request.</param>
    /// <returns>The checksum, or null when it announces none.</returns>
    public static ExpectedChecksum? Read(S3Call call)
    {
        ExpectedChecksum? found = null;
        foreach (var algorithm in ChecksumAlgorithms.All)
        {
            if (call.Header(algorithm.Header()) is not { } value)
            {
                continue;
            }

            if (found is not null)
            {
                throw S3Errors.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
            }

            found = new ExpectedChecksum(algorithm, Checked(algorithm, value));
        }

        if (call.Header("x-amz-trailer") is { } trailer)
        {
            var announced = trailer.Trim();
            var algorithm = announced.StartsWith(ChecksumAlgorithms.HeaderPrefix, StringComparison.OrdinalIgnoreCase)
                ? ChecksumAlgorithms.Parse(announced[ChecksumAlgorithms.HeaderPrefix.Length..])
                : null;
            if (algorithm is null)
            {
                throw S3Errors.InvalidRequest("The value specified in the x-amz-trailer header is not supported");
            }

            if (found is not null)
            {
                throw S3Errors.InvalidRequest("Expecting a single x-amz-checksum- header");
            }

            found = new ExpectedChecksum(algorithm.Value, null);
        }

        var named = call.Header("x-amz-sdk-checksum-algorithm");
        if (named is not null && ChecksumAlgorithms.Parse(named) is null)
        {
            throw S3Errors.InvalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.");
        }

        return found;
    }

    /// <summary>Checks that a value has the length that its algorithm makes.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="value">The value in base64.</param>
    /// <returns>The value.</returns>
    public static string Checked(ChecksumAlgorithm algorithm, string value)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Convert.TryFromBase64String(value, bytes, out var length) && length == algorithm.Length()
            ? value
            : throw S3Errors.InvalidRequest($"Value for {algorithm.Header()} header is invalid.");
    }
}
