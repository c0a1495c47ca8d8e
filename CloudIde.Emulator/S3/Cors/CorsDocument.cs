using System.Globalization;
using CloudIde.Emulator.Protocol;
using CloudIde.Emulator.S3.Xml;

namespace CloudIde.Emulator.S3.Cors;

/// <summary>Reads and writes a CORSConfiguration.</summary>
internal static class CorsDocument
{
    private const int MaxRules = 100;

    private static readonly string[] KnownMethods = ["GET", "PUT", "POST", "DELETE", "HEAD"];

    /// <summary>Reads a configuration.</summary>
    /// <param name="bytes">The document.</param>
    /// <returns>Its rules.</returns>
    public static CorsRule[] Parse(byte[] bytes)
    {
        var rules = RequestXml.Parse(bytes, "CORSConfiguration").Children("CORSRule").Select(rule =>
        {
            string[] Texts(string name) => [.. rule.Children(name).Select(child => child.Value.Trim())];
            var age = rule.Text("MaxAgeSeconds");
            var seconds = -1;
            if (age is not null && !int.TryParse(age.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out seconds))
            {
                throw S3Errors.MalformedXml();
            }

            return new CorsRule(
                rule.Text("ID") ?? "",
                Texts("AllowedOrigin"),
                Texts("AllowedMethod"),
                Texts("AllowedHeader"),
                Texts("ExposeHeader"),
                seconds);
        }).ToArray();
        if (rules.Length is 0 or > MaxRules)
        {
            throw S3Errors.MalformedXml();
        }

        foreach (var rule in rules)
        {
            Check(rule);
        }

        return rules;
    }

    /// <summary>Writes the rules.</summary>
    /// <param name="xml">Inside the CORSConfiguration element.</param>
    /// <param name="rules">The rules.</param>
    public static void Write(XmlOutput xml, CorsRule[] rules)
    {
        foreach (var rule in rules)
        {
            xml.Start("CORSRule");
            xml.Element("ID", rule.Id.Length > 0 ? rule.Id : null);
            WriteEach(xml, "AllowedMethod", rule.Methods);
            WriteEach(xml, "AllowedOrigin", rule.Origins);
            WriteEach(xml, "AllowedHeader", rule.RequestHeaders);
            WriteEach(xml, "ExposeHeader", rule.ExposedHeaders);
            if (rule.MaxAgeSeconds >= 0)
            {
                xml.Element("MaxAgeSeconds", rule.MaxAgeSeconds);
            }

            xml.End();
        }
    }

    private static void WriteEach(XmlOutput xml, string name, string[] values)
    {
        foreach (var value in values)
        {
            xml.Element(name, value);
        }
    }

    private static void Check(CorsRule rule)
    {
        if (rule.Methods.Length == 0 || rule.Origins.Length == 0)
        {
            throw S3Errors.MalformedXml();
        }

        foreach (var method in rule.Methods)
        {
            if (!KnownMethods.Contains(method, StringComparer.Ordinal))
            {
                throw S3Errors.InvalidRequest($"Found unsupported HTTP method in CORS config. Unsupported method is {method}");
            }
        }

        foreach (var text in rule.Origins.Concat(rule.RequestHeaders))
        {
            if (text.Count('*') > 1)
            {
                throw S3Errors.InvalidRequest($"\"{text}\" can not have more than one wildcard.");
            }
        }

        // They become headers of answers, which carry visible ASCII only.
        foreach (var text in rule.ExposedHeaders.Concat(rule.Origins).Concat(rule.RequestHeaders))
        {
            if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('!', '~'))
            {
                throw S3Errors.InvalidRequest($"\"{text}\" is not allowed in a CORS rule.");
            }
        }
    }
}
