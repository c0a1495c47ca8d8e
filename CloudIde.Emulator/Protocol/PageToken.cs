using System.Buffers.Text;
using System.Text;

namespace CloudIde.Emulator.Protocol;

/// <summary>
/// An opaque token that names the last item of a page. It holds that item's sort key and no position, so that the next
/// page is right although items came and went in between.
/// </summary>
internal static class PageToken
{
    // A key is a name of at most 512 characters; anything longer was not made here.
    private const int MaxLength = 4096;

    /// <summary>Makes the token.</summary>
    /// <param name="key">The last item's sort key.</param>
    /// <returns>The token.</returns>
    public static string Write(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>Reads a token.</summary>
    /// <param name="token">The token as the client sent it.</param>
    /// <returns>The key, or null when the token was not made by <see cref="Write"/>.</returns>
    public static string? Read(string token)
    {
        if (token.Length is 0 or > MaxLength || !Base64Url.IsValid(token))
        {
            return null;
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(token));
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
