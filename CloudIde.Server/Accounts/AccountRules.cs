using System.Net.Mail;
using CloudIde.Server.Problems;

namespace CloudIde.Server.Accounts;

/// <summary>What a username, an e-mail address and a password must be.</summary>
internal static class AccountRules
{
    private const int MinUsername = 2;
    private const int MaxUsername = 64;
    private const int MaxEmail = 254;
    private const int MinPassword = 8;
    private const int MaxPassword = 256;

    /// <summary>Refuses a sign-up that breaks a rule, naming each field and rule.</summary>
    /// <param name="request">What was sent.</param>
    /// <exception cref="ProblemException">400.</exception>
    public static void Validate(SignupRequest request)
    {
        var errors = new FieldErrors();
        errors.AddIfAny("username", Username(request.Username));
        errors.AddIfAny("email", Email(request.Email));
        errors.AddIfAny("password", Password(request.Password, request.Username));
        errors.ThrowIfAny();
    }

    private static string? Username(string? username)
    {
        if (string.IsNullOrEmpty(username))
        {
            return "The username is missing.";
        }

        // ASCII only: names that look the same are the same. No '@': a name is never taken for an address.
        var valid = username.Length is >= MinUsername and <= MaxUsername
            && char.IsAsciiLetterOrDigit(username[0])
            && username.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        return valid
            ? null
            : $"The username must have {MinUsername} to {MaxUsername} letters (a-z), digits, dots, hyphens or underscores, "
                + "and begin with a letter or digit.";
    }

    private static string? Email(string? email)
    {
        if (string.IsNullOrEmpty(email))
        {
            return "The e-mail address is missing.";
        }

        var valid = email.Length <= MaxEmail
            && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';' or '"')
            && MailAddress.TryCreate(email, out var address)
            && address.Address == email;
        return valid ? null : "The e-mail address must be one such as ada@example.com.";
    }

    private static string? Password(string? password, string? username)
    {
        if (string.IsNullOrEmpty(password))
        {
            return "The password is missing.";
        }

        if (password.Length is < MinPassword or > MaxPassword)
        {
            return $"The password must have {MinPassword} to {MaxPassword} characters.";
        }

        return string.Equals(password, username, StringComparison.OrdinalIgnoreCase)
            ? "The password must not be the username."
            : null;
    }
}
