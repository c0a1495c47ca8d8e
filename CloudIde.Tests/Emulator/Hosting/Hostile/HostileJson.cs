using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudIde.Tests.Emulator.Hosting.Hostile;

/// <summary>Requests to the JSON services.</summary>
internal static class HostileJson
{
    private static readonly string[] OtherRoots = ["null", "5", "true", "\"x\"", "[]", "[{}]", "{", "}", "{}{}", "\0", "<x/>", "a=b", "{'a':1}", "{\"a\":1,}", "//", "{\"a\" 1}", "NaN"];

    private static readonly string[] Targets =
    [
        "", ".", "AmazonSQS", "AmazonSQS.", ".SendMessage", "amazonsqs.SendMessage", "AmazonSQS.sendMessage", "AmazonSQS.SendMessage.", "AmazonSQS..",
        "DynamoDB_20120810.ListTables", "../x.y", "AmazonSQS.AddPermission", "\u00FF\u00FE.\u00FD", "AmazonEC2ContainerServiceV20141113.CreateService",
        "secretsmanager.RotateSecret", "Logs_20140328.StartQuery", "AmazonSQS.%00", "AmazonSQS SendMessage", "AmazonSQS.SendMessage,AmazonSQS.ListQueues",
    ];

    /// <summary>A request of a random kind.</summary>
    public static HostileRequest Next(Random random)
    {
        var template = random.Pick(JsonTemplate.All);
        var body = template.Body.Utf8();
        return random.Next(12) switch
        {
            0 => Post("JSON, cut off", template.Target, random.Truncated(body)),
            1 => Post("JSON, other root or syntax", template.Target, random.Pick(OtherRoots).Utf8()),
            2 => Post("JSON, not UTF-8", template.Target, random.Spoilt(body)),
            3 => Post("JSON, something behind it", template.Target, [.. body, .. random.Pick(["x", "{}", "\0", ",", "]", "\u0001"]).Utf8()]),
            4 => Post("unknown operation", random.Next(3) > 0 ? random.Pick(Targets) : RandomTarget(random), body),
            5 => Length(random, template.Target, body),
            6 => Deep(random, template),
            7 => Without(random, template),
            8 => Named(random, template),
            9 => Number(random, template),
            10 => HalfPair(random, template),
            _ => WrongType(random, template),
        };
    }

    private static HostileRequest Post(string kind, string target, byte[] body) =>
        // The HTTP server refuses a header that is not UTF-8 before anybody can know which service it names.
        HostileRequest.Whole(kind, "POST", "/", Headers(target), body) with { WantsJson = target.All(char.IsAscii) };

    private static string Headers(string target) => $"X-Amz-Target: {target}\r\nContent-Type: application/x-amz-json-1.0\r\n";

    private static string RandomTarget(Random random) =>
        random.Pick(JsonTemplate.All).Target.Split('.')[0] + "." + string.Concat(Enumerable.Range(0, random.Next(1, 200)).Select(_ => (char)random.Next('!', '~')));

    private static HostileRequest Length(Random random, string target, byte[] body) => random.Next(3) switch
    {
        0 => HostileRequest.WithLength("longer than announced is cut off", "POST", "/", Headers(target), body, random.Next(1, body.Length)) with { WantsJson = true },
        1 => HostileRequest.WithLength("body ends early", "POST", "/", Headers(target), body, body.Length + random.Next(1, 100_000)) with { WantsJson = true, Ends = true },
        _ => HostileRequest.WithLength("announces more than is taken", "POST", "/", Headers(target), body, random.NextInt64(9_000_000, long.MaxValue)) with { WantsJson = true },
    };

    private static HostileRequest Deep(Random random, JsonTemplate template)
    {
        var depth = random.Pick([65, 200, 5000, 100_000]);
        var open = random.Pick(["[", "{\"a\":"]);
        var deep = string.Concat(Enumerable.Repeat(open, depth)) + (random.Next(2) == 0 ? "" : "1" + new string(open == "[" ? ']' : '}', depth));
        return Post("JSON, deep", template.Target, $"{{\"{random.Pick(Members(template))}\":{deep}}}".Utf8());
    }

    private static HostileRequest Without(Random random, JsonTemplate template)
    {
        var required = JsonTemplate.Split(template.Required);
        if (required.Length == 0)
        {
            return WrongType(random, template);
        }

        var root = JsonNode.Parse(template.Body)!.AsObject();
        var name = random.Pick(required);
        if (random.Next(2) == 0)
        {
            root.Remove(name);
        }
        else
        {
            root[name] = null;
        }

        return Post($"without {name}", template.Target, root.ToJsonString().Utf8());
    }

    private static HostileRequest Named(Random random, JsonTemplate template)
    {
        var lookups = JsonTemplate.Split(template.Lookups);
        var names = JsonTemplate.Split(template.Names);
        if (lookups.Length + names.Length == 0)
        {
            return WrongType(random, template);
        }

        var root = JsonNode.Parse(template.Body)!.AsObject();
        var name = random.Pick([.. lookups, .. names]);
        root[name] = random.Pick(lookups.Contains(name) ? HostileText.Lookups : HostileText.Names);
        return Post($"impossible {name}", template.Target, root.ToJsonString().Utf8());
    }

    private static HostileRequest Number(Random random, JsonTemplate template)
    {
        var root = JsonNode.Parse(template.Body)!.AsObject();
        var places = Places(root).Where(place => place.Value is JsonValue value && value.GetValueKind() == JsonValueKind.Number).ToList();
        if (places.Count == 0)
        {
            return WrongType(random, template);
        }

        var (parent, key, _) = random.Pick(places);
        Set(parent, key, "@number@");
        return Post($"huge {key}", template.Target, root.ToJsonString().Replace("\"@number@\"", random.Pick(HostileText.Numbers), StringComparison.Ordinal).Utf8());
    }

    private static HostileRequest HalfPair(Random random, JsonTemplate template)
    {
        var root = JsonNode.Parse(template.Body)!.AsObject();
        var places = Places(root).Where(place => place.Value is JsonValue value && value.GetValueKind() == JsonValueKind.String).ToList();
        if (places.Count == 0 || template.Target.EndsWith("Batch", StringComparison.Ordinal))
        {
            // A batch is answered entry by entry, with 200.
            return WrongType(random, template);
        }

        var (parent, key, _) = random.Pick(places);
        Set(parent, key, "@half@");
        return Post($"half of a pair in {key}", template.Target, root.ToJsonString().Replace("@half@", random.Pick(["\\ud800", "\\udc00x", "\\ud800\\u0041"]), StringComparison.Ordinal).Utf8());
    }

    private static HostileRequest WrongType(Random random, JsonTemplate template)
    {
        var root = JsonNode.Parse(template.Body)!.AsObject();
        var (parent, key, value) = random.Pick(Places(root));
        string[] others = value switch
        {
            JsonObject => ["5", "\"x\"", "[]", "true", "[{}]"],
            JsonArray => ["5", "\"x\"", "{}", "false", "{\"0\":1}"],
            JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String => ["5", "{}", "[]", "true", "[\"x\"]", "{\"a\":\"b\"}"],
            JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number => ["{}", "[]", "true", "[1]", "\"x\"", "\"\""],
            _ => ["{}", "[]", "5", "\"x\""],
        };
        Set(parent, key, JsonNode.Parse(random.Pick(others))!);
        return Post($"wrong type of {key}", template.Target, root.ToJsonString().Utf8());
    }

    private static string[] Members(JsonTemplate template) => [.. JsonNode.Parse(template.Body)!.AsObject().Select(member => member.Key)];

    private static void Set(JsonNode parent, string key, JsonNode value)
    {
        if (parent is JsonArray array)
        {
            array[int.Parse(key, CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            parent[key] = value;
        }
    }

    /// <summary>Every value below the root.</summary>
    private static List<(JsonNode Parent, string Key, JsonNode? Value)> Places(JsonNode root)
    {
        var places = new List<(JsonNode, string, JsonNode?)>();
        void Add(JsonNode parent)
        {
            var children = parent switch
            {
                JsonObject item => item.Select(member => (member.Key, member.Value)),
                JsonArray items => items.Select((item, i) => (i.ToString(CultureInfo.InvariantCulture), item)),
                _ => [],
            };
            foreach (var (key, value) in children)
            {
                places.Add((parent, key, value));
                if (value is not null)
                {
                    Add(value);
                }
            }
        }

        Add(root);
        return places;
    }
}
