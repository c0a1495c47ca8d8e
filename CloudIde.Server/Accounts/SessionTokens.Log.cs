namespace CloudIde.Server.Accounts;

internal sealed partial class SessionTokens
{
    [LoggerMessage(
        EventName = "EphemeralJwtSecret",
        Level = LogLevel.Warning,
        Message = "JWT_SECRET is not set: sessions are signed with a random key and end when this process does")]
    private static partial void LogEphemeralSecret(ILogger logger);
}
