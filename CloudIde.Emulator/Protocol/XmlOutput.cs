using System.Buffers;
using System.Globalization;
using System.Text;
using System.Xml;

namespace CloudIde.Emulator.Protocol;

/// <summary>
/// Writes small XML documents as UTF-8. Unlike <see cref="System.Xml.XmlWriter"/> it writes control characters as
/// references, as S3 does for keys that hold them, and it needs no stream.
/// </summary>
internal sealed class XmlOutput : IDisposable
{
    private readonly IBufferWriter<byte> _output;
    private readonly Stack<string> _open = new();

    /// <summary>Creates a writer and writes the XML declaration.</summary>
    /// <param name="output">Receives the document.</param>
    public XmlOutput(IBufferWriter<byte> output)
    {
        _output = output;
        Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    /// <summary>Opens an element.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="xmlNamespace">Its default namespace; none when empty.</param>
    public void Start(string name, string xmlNamespace = "")
    {
        Raw("<");
        Raw(name);
        if (xmlNamespace.Length > 0)
        {
            Raw(" xmlns=\"");
            Text(xmlNamespace);
            Raw("\"");
        }

        Raw(">");
        _open.Push(name);
    }

    /// <summary>Closes the innermost open element.</summary>
    public void End()
    {
        Raw("</");
        Raw(_open.Pop());
        Raw(">");
    }

    /// <summary>Writes an element that holds a text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The text; nothing at all is written when it is null.</param>
    public void Element(string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        Start(name);
        Text(value);
        End();
    }

    /// <summary>
    /// Writes an element that tells what a client sent. Characters that XML has no form for are replaced: an error that
    /// cannot be parsed helps nobody, while a listing must give keys as they are.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its text.</param>
    public void Quotation(string name, string value) => Element(
        name,
        string.Create(value.Length, value, static (text, from) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = XmlConvert.IsXmlChar(from[i]) || char.IsSurrogate(from[i]) ? from[i] : '\uFFFD';
            }
        }));

    /// <summary>Writes an element that holds a number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The number.</param>
    public void Element(string name, long value) => Element(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes an element that holds true or false.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    public void Element(string name, bool value) => Element(name, value ? "true" : "false");

    /// <summary>Writes escaped text.</summary>
    /// <param name="text">The text.</param>
    public void Text(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var special = IndexOfSpecial(text);
            if (special < 0)
            {
                Raw(text);
                return;
            }

            Raw(text[..special]);
            var c = text[special];
            switch (c)
            {
                case '<':
                    Raw("&lt;");
                    break;
                case '>':
                    Raw("&gt;");
                    break;
                case '&':
                    Raw("&amp;");
                    break;
                case '"':
                    Raw("&quot;");
                    break;
                default:
                    Raw(string.Create(CultureInfo.InvariantCulture, $"&#x{(int)c:X};"));
                    break;
            }

            text = text[(special + 1)..];
        }
    }

    /// <summary>Closes what is still open.</summary>
    public void Dispose()
    {
        while (_open.Count > 0)
        {
            End();
        }
    }

    private static int IndexOfSpecial(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '<' or '>' or '&' or '"' or '\uFFFE' or '\uFFFF' || (text[i] < ' ' && text[i] is not ('\n' or '\t')))
            {
                return i;
            }
        }

        return -1;
    }

    private void Raw(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, _output);
}
