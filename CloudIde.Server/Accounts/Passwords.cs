using System.Security.Cryptography;
using CloudIde.Server.Metadata;
using Microsoft.AspNetCore.Identity;

namespace CloudIde.Server.Accounts;

/// <summary>Hashes and checks passwords: PBKDF2 with HMAC-SHA512, as ASP.NET Core Identity does it.</summary>
internal sealed class Passwords
{
    private readonly PasswordHasher<string> _hasher = new();

    /// <summary>The hash of a password that nobody knows, checked when there is no such user.</summary>
    private readonly string _nobodysHash;

    public Passwords() => _nobodysHash = Hash(RandomNumberGenerator.GetHexString(32));

    /// <summary>Hashes a password with a fresh salt.</summary>
    /// <param name="password">The password.</param>
    /// <returns>Algorithm, parameters, salt and hash in one text.</returns>
    public string Hash(string password) => _hasher.HashPassword("", password);

    /// <summary>Checks a password, taking equally long whether or not the user exists.</summary>
    /// <param name="user">The user, or null when there is none by that name.</param>
    /// <param name="password">What was typed.</param>
    /// <returns>Whether it is the user's.</returns>
    public bool Matches(User? user, string password)
    {
        var result = _hasher.VerifyHashedPassword("", user?.PasswordHash ?? _nobodysHash, password);
        return user is not null && result != PasswordVerificationResult.Failed;
    }
}
