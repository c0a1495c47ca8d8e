using System.Globalization;
using System.Xml.Linq;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.S3;

/// <summary>A bucket's CORS configuration.</summary>
/// <param name="rules">The rules; the first that allows a request applies.</param>
internal sealed class CorsConfiguration(IReadOnlyList<CorsRule> rules)
{
    private const int MaxRules = 100;

    private static readonly string[] KnownMethods = ["GET", "PUT", "HEAD", "POST", "DELETE"];

    /// <summary>Reads the XML of PutBucketCors.</summary>
    /// <param name="root">Its root element.</param>
    /// <returns>The configuration.</returns>
    public static CorsConfiguration Parse(XElement root)
    {
        var rules = new List<CorsRule>();
        foreach (var element in XmlInput.Children(root, "CORSRule"))
        {
            var rule = new CorsRule();
            foreach (var child in element.Elements())
            {
                var value = child.Value.Trim();
                switch (child.Name.LocalName)
                {
                    case "ID":
                        rule.Id = value;
                        break;
                    case "AllowedOrigin":
                        rule.Origins.Add(value);
                        break;
                    case "AllowedMethod":
                        rule.Methods.Add(KnownMethods.Contains(value)
                            ? value
                            : throw S3Exception.InvalidRequest($"Found unsupported HTTP method in CORS config. Unsupported method is {value}"));
                        break;
                    case "AllowedHeader":
                        rule.Headers.Add(value);
                        break;
                    case "ExposeHeader":
                        rule.ExposeHeaders.Add(value);
                        break;
                    case "MaxAgeSeconds":
                        rule.MaxAgeSeconds = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                            ? seconds
                            : throw S3Exception.MalformedXml();
                        break;
                    default:
                        throw S3Exception.MalformedXml();
                }
            }

            if (rule.Origins.Count == 0 || rule.Methods.Count == 0)
            {
                throw S3Exception.MalformedXml();
            }

            rules.Add(rule);
        }

        return root.Name.LocalName == "CORSConfiguration" && rules.Count is > 0 and <= MaxRules
            ? new CorsConfiguration(rules)
            : throw S3Exception.MalformedXml();
    }

    /// <summary>Writes the XML of GetBucketCors.</summary>
    /// <param name="xml">Receives the document.</param>
    public void Write(XmlOutput xml)
    {
        xml.Start("CORSConfiguration", S3Xml.Namespace);
        foreach (var rule in rules)
        {
            xml.Start("CORSRule");
            xml.Element("ID", rule.Id);
            WriteAll(xml, "AllowedMethod", rule.Methods);
            WriteAll(xml, "AllowedOrigin", rule.Origins);
            WriteAll(xml, "AllowedHeader", rule.Headers);
            WriteAll(xml, "ExposeHeader", rule.ExposeHeaders);
            if (rule.MaxAgeSeconds is { } seconds)
            {
                xml.Element("MaxAgeSeconds", seconds);
            }

            xml.End();
        }
    }

    /// <summary>Finds the rule that allows a request.</summary>
    /// <param name="origin">The page's origin.</param>
    /// <param name="method">The method.</param>
    /// <param name="headers">The headers that a preflight asks for.</param>
    /// <returns>The rule, or null.</returns>
    public CorsRule? Find(string origin, string method, IReadOnlyList<string> headers) =>
        rules.FirstOrDefault(rule => rule.Allows(origin, method, headers));

    private static void WriteAll(XmlOutput xml, string name, List<string> values)
    {
        foreach (var value in values)
        {
            xml.Element(name, value);
        }
    }
}
