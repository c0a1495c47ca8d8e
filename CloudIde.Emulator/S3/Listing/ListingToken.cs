using System.Buffers.Text;
using System.Text;
using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3.Listing;

/// <summary>Where a listing goes on: behind a key, or behind all keys of a common prefix.</summary>
/// <param name="Bound">The key or prefix.</param>
/// <param name="Mode">How to go on from it.</param>
internal readonly record struct ListingToken(string Bound, SeekMode Mode)
{
    private const string AfterKey = "k";
    private const string AfterPrefix = "p";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a token that a listing gave.</summary>
    /// <param name="text">The token.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="S3Exception">No listing gave it.</exception>
    public static ListingToken Parse(string text)
    {
        try
        {
            var decoded = Utf8.GetString(Base64Url.DecodeFromChars(text));
            if (decoded.StartsWith(AfterKey, StringComparison.Ordinal))
            {
                return new ListingToken(decoded[1..], SeekMode.After);
            }

            if (decoded.StartsWith(AfterPrefix, StringComparison.Ordinal))
            {
                return new ListingToken(decoded[1..], SeekMode.AfterPrefix);
            }
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            // The same answer as to any other token that is none.
        }

        throw S3Errors.InvalidArgument("The continuation token provided is incorrect", "continuation-token", text);
    }

    /// <inheritdoc/>
    public override string ToString() => Base64Url.EncodeToString(Utf8.GetBytes((Mode == SeekMode.AfterPrefix ? AfterPrefix : AfterKey) + Bound));
}
