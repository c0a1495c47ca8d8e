using CloudIde.Emulator.Protocol;
using Microsoft.AspNetCore.WebUtilities;

namespace CloudIde.Emulator.S3.Xml;

/// <summary>Reads and writes tags, with S3's limits.</summary>
internal static class TagSet
{
    /// <summary>The most tags of an object.</summary>
    public const int MaxObjectTags = 10;

    /// <summary>The most tags of a bucket.</summary>
    public const int MaxBucketTags = 50;

    private const int LongestName = 128;
    private const int LongestValue = 256;

    /// <summary>Reads a Tagging document.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="maximum">The most tags.</param>
    /// <returns>The tags.</returns>
    public static KeyValuePair<string, string>[] Parse(byte[] bytes, int maximum)
    {
        var set = RequestXml.Parse(bytes, "Tagging").Children("TagSet").SingleOrDefault() ?? throw S3Errors.MalformedXml();
        return Checked(
            set.Children("Tag").Select(tag => new KeyValuePair<string, string>(
                tag.Text("Key") ?? throw S3Errors.MalformedXml(),
                tag.Text("Value") ?? throw S3Errors.MalformedXml())),
            maximum);
    }

    /// <summary>Reads the header <c>x-amz-tagging</c>, which has the form of a query.</summary>
    /// <param name="header">Its value.</param>
    /// <returns>The tags.</returns>
    public static KeyValuePair<string, string>[] ParseHeader(string header)
    {
        var tags = new List<KeyValuePair<string, string>>();
        foreach (var pair in new QueryStringEnumerable(header))
        {
            tags.Add(new KeyValuePair<string, string>(pair.DecodeName().ToString(), pair.DecodeValue().ToString()));
        }

        return Checked(tags, MaxObjectTags);
    }

    /// <summary>Writes the set.</summary>
    /// <param name="xml">Inside the Tagging element.</param>
    /// <param name="tags">The tags.</param>
    public static void Write(XmlOutput xml, KeyValuePair<string, string>[] tags)
    {
        xml.Start("TagSet");
        foreach (var (name, value) in tags)
        {
            xml.Start("Tag");
            xml.Element("Key", name);
            xml.Element("Value", value);
            xml.End();
        }

        xml.End();
    }

    private static KeyValuePair<string, string>[] Checked(IEnumerable<KeyValuePair<string, string>> tags, int maximum)
    {
        var list = tags.ToArray();
        if (list.Length > maximum)
        {
            throw new S3Exception(400, "BadRequest", $"Object tags cannot be greater than {maximum}");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in list)
        {
            if (name.Length is 0 or > LongestName)
            {
                throw S3Errors.InvalidTag("The TagKey you have provided is invalid");
            }

            if (name.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw S3Errors.InvalidTag("System tags cannot be added/updated by requester");
            }

            if (value.Length > LongestValue)
            {
                throw S3Errors.InvalidTag("The TagValue you have provided is invalid");
            }

            if (!names.Add(name))
            {
                throw S3Errors.InvalidTag("Cannot provide multiple Tags with the same key");
            }
        }

        return list;
    }
}
