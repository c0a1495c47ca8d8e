using System.Xml;
using System.Xml.Linq;

namespace CloudIde.Emulator.S3.Xml;

/// <summary>Reads the small XML documents that some operations take.</summary>
internal static class RequestXml
{
    /// <summary>The longest document, in bytes: a thousand keys of the longest kind, each character escaped.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private const int DeepestNesting = 16;

    /// <summary>Parses a document.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="root">The name its root must have.</param>
    /// <returns>The root.</returns>
    /// <exception cref="S3Exception">It is not such a document.</exception>
    public static XElement Parse(byte[] bytes, string root)
    {
        try
        {
            // Keys may hold control characters, which S3 takes as references.
            var settings = new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                CheckCharacters = false,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                MaxCharactersInDocument = MaxBytes,
            };
            CheckNesting(bytes, settings);
            using var reader = XmlReader.Create(new MemoryStream(bytes), settings);
            var element = XElement.Load(reader, LoadOptions.PreserveWhitespace);
            return element.Name.LocalName == root ? element : throw S3Errors.MalformedXml();
        }
        catch (XmlException)
        {
            throw S3Errors.MalformedXml();
        }
    }

    /// <summary>The children of a name, in any namespace: clients disagree about it.</summary>
    /// <param name="element">The parent.</param>
    /// <param name="name">The name.</param>
    /// <returns>The children.</returns>
    public static IEnumerable<XElement> Children(this XElement element, string name) =>
        element.Elements().Where(child => child.Name.LocalName == name);

    /// <summary>The text of a child.</summary>
    /// <param name="element">The parent.</param>
    /// <param name="name">The child's name.</param>
    /// <returns>The text, or null where there is no such child.</returns>
    public static string? Text(this XElement element, string name) => element.Children(name).FirstOrDefault()?.Value;

    /// <summary>Reads it once without building a tree, which would nest as deep as the sender likes.</summary>
    private static void CheckNesting(byte[] bytes, XmlReaderSettings settings)
    {
        using var reader = XmlReader.Create(new MemoryStream(bytes), settings);
        while (reader.Read())
        {
            if (reader.Depth > DeepestNesting)
            {
                throw S3Errors.MalformedXml();
            }
        }
    }
}
