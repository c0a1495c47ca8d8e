using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace CloudIde.Emulator.S3;

/// <summary>Reads the XML that clients send. Namespaces are ignored, since clients differ in them; document types are refused.</summary>
internal static class XmlInput
{
    /// <summary>Reads a document.</summary>
    /// <param name="body">The request's body.</param>
    /// <returns>Its root element.</returns>
    public static XElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var stream = new MemoryStream(body.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                CheckCharacters = false,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
            });
            return Shallow(reader);
        }
        catch (Exception exception) when (exception is XmlException or InvalidOperationException)
        {
            throw S3Exception.MalformedXml();
        }
    }

    /// <summary>The children of a name.</summary>
    /// <param name="parent">The parent.</param>
    /// <param name="name">The name without namespace.</param>
    /// <returns>The children.</returns>
    public static IEnumerable<XElement> Children(XElement parent, string name) =>
        parent.Elements().Where(element => element.Name.LocalName == name);

    /// <summary>The text of a child.</summary>
    /// <param name="parent">The parent.</param>
    /// <param name="name">The child's name.</param>
    /// <returns>The text, or null.</returns>
    public static string? Text(XElement parent, string name) => Children(parent, name).FirstOrDefault()?.Value;

    /// <summary>The whole number in a child.</summary>
    /// <param name="parent">The parent.</param>
    /// <param name="name">The child's name.</param>
    /// <returns>The number.</returns>
    public static int Number(XElement parent, string name) =>
        int.TryParse(Text(parent, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw S3Exception.MalformedXml();

    /// <summary>Loads a document, refusing depth that no S3 document has: the tree's own methods are recursive.</summary>
    private static XElement Shallow(XmlReader reader)
    {
        const int MaxDepth = 16;
        XElement? root = null;
        var open = new Stack<XElement>();
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var element = new XElement(reader.LocalName);
                    var isEmpty = reader.IsEmptyElement;
                    if (open.TryPeek(out var parent))
                    {
                        parent.Add(element);
                    }

                    root ??= element;
                    if (!isEmpty)
                    {
                        open.Push(element);
                    }

                    if (open.Count > MaxDepth)
                    {
                        throw new XmlException("Too deep.");
                    }

                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    if (open.TryPeek(out var owner))
                    {
                        owner.Add(new XText(reader.Value));
                    }

                    break;
                default:
                    break;
            }
        }

        return root ?? throw new XmlException("Empty.");
    }
}
