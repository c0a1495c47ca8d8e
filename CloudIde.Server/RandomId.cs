using System.Security.Cryptography;

namespace CloudIde.Server;

/// <summary>Makes ids of users and projects.</summary>
internal static class RandomId
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>103 random bits in 20 characters that URLs, S3 keys, Redis keys, host names and any file system take as they are.</summary>
    /// <returns>The id.</returns>
    public static string Create() => RandomNumberGenerator.GetString(Alphabet, 20);
}
