using System.Buffers;
using System.Text.Json;

namespace CloudIde.Emulator.Protocol;

/// <summary>Writes an error in the form of each protocol.</summary>
internal static class ErrorWriter
{
    /// <summary>Writes <c>{"__type":…,"message":…}</c>.</summary>
    /// <param name="output">Receives the JSON.</param>
    /// <param name="error">The error.</param>
    public static void WriteJson(IBufferWriter<byte> output, AwsServiceException error)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("__type", error.JsonType ?? error.Code);
        writer.WriteString("message", error.Message);
        error.WriteMembers?.Invoke(writer);
        writer.WriteEndObject();
    }

    /// <summary>Writes <c>&lt;ErrorResponse&gt;</c>.</summary>
    /// <param name="output">Receives the XML.</param>
    /// <param name="error">The error.</param>
    /// <param name="xmlNamespace">The service's namespace; may be empty.</param>
    /// <param name="requestId">The request's id.</param>
    public static void WriteQueryXml(IBufferWriter<byte> output, AwsServiceException error, string xmlNamespace, string requestId)
    {
        using var xml = new XmlOutput(output);
        xml.Start("ErrorResponse", xmlNamespace);
        xml.Start("Error");
        xml.Element("Type", error.StatusCode < 500 ? "Sender" : "Receiver");
        xml.Element("Code", error.QueryCode ?? error.Code);
        xml.Quotation("Message", error.Message);
        xml.Element("Detail", "");
        xml.End();
        xml.Element("RequestId", requestId);
        xml.End();
    }

    /// <summary>Writes <c>&lt;Error&gt;</c>, S3's form.</summary>
    /// <param name="output">Receives the XML.</param>
    /// <param name="error">The error.</param>
    /// <param name="requestId">The request's id.</param>
    public static void WriteRestXml(IBufferWriter<byte> output, AwsServiceException error, string requestId)
    {
        using var xml = new XmlOutput(output);
        xml.Start("Error");
        xml.Element("Code", error.Code);
        xml.Quotation("Message", error.Message);
        xml.Element("RequestId", requestId);
    }
}
