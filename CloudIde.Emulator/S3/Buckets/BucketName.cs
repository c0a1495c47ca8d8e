using System.Buffers;
using System.Net;

namespace CloudIde.Emulator.S3.Buckets;

/// <summary>S3's rules for bucket names. A name that keeps them is also safe as a folder's.</summary>
internal static class BucketName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");
    private static readonly string[] ReservedPrefixes = ["xn--", "sthree-"];
    private static readonly string[] ReservedSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

    /// <summary>Checks a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The error, or null when the name is valid.</returns>
    public static S3Exception? Check(string name)
    {
        var isValid = name.Length is >= 3 and <= 63
            && !name.AsSpan().ContainsAnyExcept(Allowed)
            && char.IsAsciiLetterOrDigit(name[0])
            && char.IsAsciiLetterOrDigit(name[^1])
            && !name.Contains("..", StringComparison.Ordinal)
            && !(name.Count('.') == 3 && IPAddress.TryParse(name, out _))
            && !Array.Exists(ReservedPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            && !Array.Exists(ReservedSuffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal));
        return isValid
            ? null
            : new S3Exception(400, "InvalidBucketName", "The specified bucket is not valid.") { Details = [("BucketName", name)] };
    }
}
