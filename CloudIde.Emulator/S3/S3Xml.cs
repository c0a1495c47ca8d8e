using System.Globalization;
using System.Text;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.S3;

/// <summary>What S3's documents have in common.</summary>
internal static class S3Xml
{
    /// <summary>The namespace of every answer.</summary>
    public const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    /// <summary>A time as documents have it.</summary>
    /// <param name="unixSeconds">Unix seconds.</param>
    /// <returns>ISO 8601 with milliseconds.</returns>
    public static string Time(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("yyyy-MM-dd'T'HH:mm:ss.000'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time as headers have it.</summary>
    /// <param name="unixSeconds">Unix seconds.</param>
    /// <returns>RFC 1123.</returns>
    public static string HeaderTime(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Writes a checksum as an element.</summary>
    /// <param name="xml">Receives it.</param>
    /// <param name="checksum">The checksum, if any.</param>
    public static void Write(XmlOutput xml, Checksum? checksum)
    {
        if (checksum is not null)
        {
            xml.Element(checksum.ElementName, checksum.Value);
            xml.Element("ChecksumType", checksum.TypeName);
        }
    }

    /// <summary>Writes the account as an owner.</summary>
    /// <param name="xml">Receives it.</param>
    /// <param name="element">The element's name.</param>
    /// <param name="accountId">The account.</param>
    public static void WriteOwner(XmlOutput xml, string element, string accountId)
    {
        xml.Start(element);
        xml.Element("ID", accountId);
        xml.Element("DisplayName", "cloudide");
        xml.End();
    }

    /// <summary>Encodes a key for <c>encoding-type=url</c>, which leaves slashes alone.</summary>
    /// <param name="text">The key.</param>
    /// <param name="encode">Whether to encode at all.</param>
    /// <returns>The text for the document.</returns>
    public static string Key(string text, bool encode)
    {
        if (!encode)
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)value;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '*' or '/')
            {
                encoded.Append(c);
            }
            else if (c == ' ')
            {
                encoded.Append('+');
            }
            else
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
            }
        }

        return encoded.ToString();
    }
}
