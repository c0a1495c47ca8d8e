namespace CloudIde.Tests.Emulator.Hosting.Hostile;

/// <summary>Requests to S3 with XML in them.</summary>
/// <param name="uploadId">An upload that goes on, of the key <c>parts</c>, and has no part.</param>
internal sealed class HostileXml(string uploadId)
{
    private const string Bomb =
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>";

    private const string Outside = "<!DOCTYPE x [<!ENTITY c SYSTEM \"file:///etc/passwd\">]>";

    private readonly (string Method, string Target, string Body)[] _templates =
    [
        ("POST", "/real-bucket?delete", "<Delete><Object><Key>kept</Key></Object><Quiet>true</Quiet></Delete>"),
        ("POST", $"/real-bucket/parts?uploadId={uploadId}", "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"x\"</ETag></Part></CompleteMultipartUpload>"),
        ("PUT", "/real-bucket?cors", "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin><MaxAgeSeconds>5</MaxAgeSeconds></CORSRule></CORSConfiguration>"),
        ("PUT", "/real-bucket?tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"),
        ("PUT", "/real-bucket/kept?tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"),
        ("PUT", "/hostile-bucket", "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>"),
    ];

    /// <summary>A request of a random kind.</summary>
    public HostileRequest Next(Random random)
    {
        var (method, target, text) = random.Pick(_templates);
        var body = text.Utf8();
        var root = text[1..text.IndexOf('>', StringComparison.Ordinal)];
        var (kind, bytes) = random.Next(9) switch
        {
            0 => ("cut off", body[..random.Next(1, body.Length)]),
            1 => ("not UTF-8", random.Spoilt(body)),
            2 => ("other root", $"<{root}x>{text}</{root}x>".Utf8()),
            3 => ("entities", (random.Pick([Bomb, Outside]) + text.Replace(">a<", ">&c;<", StringComparison.Ordinal)).Utf8()),
            4 => ("deep", $"<{root}>{string.Concat(Enumerable.Repeat("<a>", random.Pick([50, 5000, 200_000])))}".Utf8()),
            5 => ("something behind it", [.. body, .. random.Pick(["x", "<a/>", "\u0001", text]).Utf8()]),
            6 => ("no XML", random.Pick(["{}", " ", "<", "<>", "<?xml", "<?xml version=\"9.9\"?>" + text, "\0", "&lt;", "<a b=c/>", "<![CDATA["]).Utf8()),
            7 => ("mismatched", text.Replace("</", "</x", StringComparison.Ordinal).Utf8()),
            _ => ("wrong values", Wrong(random, text).Utf8()),
        };
        return HostileRequest.Whole($"XML, {kind}", method, target, random.Next(4) == 0 ? "Content-Type: application/x-www-form-urlencoded\r\n" : "", bytes);
    }

    private static string Wrong(Random random, string text) => text.Contains("<Quiet>", StringComparison.Ordinal)
        ? random.Pick(["<Delete></Delete>", "<Delete><Object/></Delete>", "<Delete><Object><Key></Key></Object></Delete>", $"<Delete>{string.Concat(Enumerable.Repeat("<Object><Key>x</Key></Object>", 1001))}</Delete>"])
        : text.Replace(">1<", $">{random.Pick(HostileText.Numbers)}<", StringComparison.Ordinal)
            .Replace(">5<", $">{random.Pick(["x", "1e400", "99999999999999999999"])}<", StringComparison.Ordinal)
            .Replace("<Key>a<", $"<Key>{new string('a', 129)}<", StringComparison.Ordinal)
            .Replace("eu-west-1", random.Pick(["x", ".."]), StringComparison.Ordinal);
}
