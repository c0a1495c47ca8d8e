using System.Text;

namespace CloudIde.Tests.Emulator.Hosting.Hostile;

/// <summary>Texts and bytes that programs stumble over.</summary>
internal static class HostileText
{
    /// <summary>No name of anything that exists, whatever the service.</summary>
    public static readonly string[] Lookups =
    [
        "..", "../../../etc/passwd", "\0", "a\nb", "%00", "%2e%2e%2f", "<x>&amp;", "http://", "arn:aws:", "arn:aws:::::::", "\u202E", "💥",
        "none", "-1", "null", "${jndi:ldap://x}", "' OR 1=1 --", new('x', 3000), new('/', 500), string.Concat(Enumerable.Repeat("é", 700)),
    ];

    /// <summary>Names that no service lets anything have.</summary>
    public static readonly string[] Names = ["a:b*", ":", "\0:", "💥:*", "* :", new string('x', 3000) + ":"];

    /// <summary>Numbers that are in no range.</summary>
    public static readonly string[] Numbers = ["-1", "-2147483649", "1e400", "-1e400", "99999999999999999999999999", "1e99"];

    /// <summary>Percent-encodings that stand for nothing: broken ones, bytes that are not UTF-8, overlong forms, half of a pair.</summary>
    public static readonly string[] Encodings =
        ["%", "%z", "%zz", "%2", "%-1", "%%%", "%u0041", "%ff%fe", "%c0%ae%c0%ae", "%c3", "%ed%a0%80", "%f8%88%80%80%80", "%fe"];

    /// <summary>Picks one.</summary>
    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    /// <summary>Bytes of UTF-8.</summary>
    public static byte[] Utf8(this string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Replaces one byte at a random place by one that UTF-8 never has.</summary>
    public static byte[] Spoilt(this Random random, byte[] bytes)
    {
        byte[] spoilt = [.. bytes];
        spoilt[random.Next(spoilt.Length)] = 0xFF;
        return spoilt;
    }

    /// <summary>Cuts something off, but not all.</summary>
    public static byte[] Truncated(this Random random, byte[] bytes) => bytes[..random.Next(1, bytes.Length)];
}
