using System.Buffers.Binary;
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

    /// <summary>What tells a token from a word that happens to be base64, in bytes.</summary>
    private const int MarkBytes = 4;

    /// <summary>Makes the token.</summary>
    /// <param name="key">The last item's sort key.</param>
    /// <returns>The token.</returns>
    public static string Write(string key)
    {
        var text = Encoding.UTF8.GetBytes(key);
        var token = new byte[MarkBytes + text.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(token, Mark(text));
        text.CopyTo(token, MarkBytes);
        return Base64Url.EncodeToString(token);
    }

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
            ReadOnlySpan<byte> bytes = Base64Url.DecodeFromChars(token);
            return bytes.Length >= MarkBytes && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Mark(bytes[MarkBytes..])
                ? new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes[MarkBytes..])
                : null;
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

    /// <summary>FNV-1a: against accidents, not against forgery, which would gain nobody anything.</summary>
    private static uint Mark(ReadOnlySpan<byte> text)
    {
        var mark = 2166136261;
        foreach (var value in text)
        {
            mark = (mark ^ value) * 16777619;
        }

        return mark;
    }
}
