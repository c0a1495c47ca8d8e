using System.Text;
using CloudIde.Core.Settings;

namespace CloudIde.Server.Accounts;

/// <summary>How people sign in.</summary>
internal sealed record AccountSettings
{
    /// <summary>The shortest secret, in UTF-8 bytes: what HMAC-SHA256 needs not to be weaker than its hash.</summary>
    public const int MinSecretBytes = 32;

    private const string SecretExpectation = "a random text of 32 bytes or more, such as the output of: openssl rand -base64 48";

    /// <summary>Parts of the secrets that people copy out of examples and forget.</summary>
    private static readonly string[] WellKnownParts =
    [
        "changeme", "change-me", "change_me", "change-this", "change_this", "change-in-production", "your-secret", "your_secret",
        "your-super-secret", "your_super_secret", "your-jwt", "your_jwt", "super-secret", "supersecret", "default-secret",
        "secret-key", "secret_key", "secretkey", "jwt-secret", "jwt_secret", "my-secret", "placeholder", "insecure",
        "development", "example", "password",
    ];

    /// <summary><c>JWT_SECRET</c>, or null in Development: one is then made up that lasts as long as the process.</summary>
    public byte[]? Secret { get; init; }

    /// <summary><c>CLOUDIDE_SESSION_HOURS</c>: how long a token is valid.</summary>
    public required TimeSpan SessionLifetime { get; init; }

    /// <summary><c>CLOUDIDE_SIGNIN_LIMIT</c>: how many sign-ins and sign-ups one address may try in a minute.</summary>
    public required int AttemptsPerMinute { get; init; }

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <param name="development">Whether the environment is Development.</param>
    /// <returns>The settings.</returns>
    public static AccountSettings Read(SettingsReader reader, bool development) => new()
    {
        Secret = ReadSecret(reader, development),
        SessionLifetime = TimeSpan.FromHours(reader.WholeNumber("CLOUDIDE_SESSION_HOURS", 168, 1, 8760)),
        AttemptsPerMinute = reader.WholeNumber("CLOUDIDE_SIGNIN_LIMIT", 600, 1, 1_000_000),
    };

    /// <summary>Never the secret.</summary>
    /// <returns>The other settings.</returns>
    public override string ToString() => $"sessions of {SessionLifetime}, {AttemptsPerMinute} attempts a minute";

    private static byte[]? ReadSecret(SettingsReader reader, bool development)
    {
        var text = reader.Text("JWT_SECRET");
        if (text is null)
        {
            if (!development)
            {
                reader.Reject($"JWT_SECRET is not set: outside Development expected {SecretExpectation}.");
            }

            return null;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length < MinSecretBytes)
        {
            reader.Reject($"JWT_SECRET has {bytes.Length} bytes: expected {SecretExpectation}.");
        }
        else if (!development && (text.Distinct().Count() < 8
            || WellKnownParts.Any(part => text.Contains(part, StringComparison.OrdinalIgnoreCase))))
        {
            reader.Reject($"JWT_SECRET looks like a well-known or made-up value: outside Development expected {SecretExpectation}.");
        }

        return bytes;
    }
}
