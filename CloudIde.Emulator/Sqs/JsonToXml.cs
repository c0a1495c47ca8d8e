using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sqs;

/// <summary>Turns an answer of the JSON protocol into the query protocol's XML, whose lists and maps are flat.</summary>
internal static class JsonToXml
{
    /// <summary>Writes the members of an answer.</summary>
    /// <param name="xml">Receives the elements.</param>
    /// <param name="action">The action, which names the entries of batches.</param>
    /// <param name="answer">The answer.</param>
    public static void Write(XmlOutput xml, string action, JsonElement answer)
    {
        foreach (var member in answer.EnumerateObject())
        {
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.Array:
                    foreach (var item in member.Value.EnumerateArray())
                    {
                        WriteItem(xml, action, ItemName(member.Name, action), item);
                    }

                    break;
                case JsonValueKind.Object:
                    WriteMap(xml, action, member);
                    break;
                default:
                    xml.Element(member.Name, Text(member.Value));
                    break;
            }
        }
    }

    private static string ItemName(string member, string action) => member switch
    {
        "QueueUrls" or "queueUrls" => "QueueUrl",
        "Messages" => "Message",
        "Successful" => action + "ResultEntry",
        "Failed" => "BatchResultErrorEntry",
        "Results" => "ListMessageMoveTasksResultEntry",
        _ => member,
    };

    private static void WriteItem(XmlOutput xml, string action, string name, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            xml.Element(name, Text(item));
            return;
        }

        xml.Start(name);
        Write(xml, action, item);
        xml.End();
    }

    private static void WriteMap(XmlOutput xml, string action, JsonProperty map)
    {
        var (element, key) = map.Name switch
        {
            "Attributes" => ("Attribute", "Name"),
            "MessageAttributes" => ("MessageAttribute", "Name"),
            _ => ("Tag", "Key"),
        };
        foreach (var entry in map.Value.EnumerateObject())
        {
            xml.Start(element);
            xml.Element(key, entry.Name);
            if (entry.Value.ValueKind == JsonValueKind.Object)
            {
                xml.Start("Value");
                Write(xml, action, entry.Value);
                xml.End();
            }
            else
            {
                xml.Element("Value", Text(entry.Value));
            }

            xml.End();
        }
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
