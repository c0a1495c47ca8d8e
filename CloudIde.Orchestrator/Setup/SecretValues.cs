using CloudIde.Core.Redis;

namespace CloudIde.Orchestrator.Setup;

/// <summary>The secrets that CloudIDE keeps in Secrets Manager, and the values that this process was given for them.</summary>
/// <param name="Values">The value by the secret's name; null where none was given.</param>
internal sealed record SecretValues(IReadOnlyDictionary<string, string?> Values)
{
    /// <summary>Takes the values from settings.</summary>
    /// <param name="configuration">Where the settings are.</param>
    /// <param name="redis">Redis' settings, which hold its password.</param>
    /// <returns>The values.</returns>
    public static SecretValues Read(IConfiguration configuration, RedisSettings redis) => new(new Dictionary<string, string?>
    {
        ["cloudide/redis-password"] = Given(redis.Connection.Password),
        ["cloudide/jwt-secret"] = Given(configuration["JWT_SECRET"]),
        ["cloudide/mongodb-uri"] = Given(configuration.GetConnectionString("mongodb")) ?? Given(configuration["MONGODB_URI"]),
    });

    /// <summary>Names only: a secret never reaches a log.</summary>
    /// <returns>The names.</returns>
    public override string ToString() => $"{nameof(SecretValues)} {string.Join(", ", Values.Keys)}";

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
