namespace CloudIde.Server.Metadata;

/// <summary>An account.</summary>
/// <param name="Id">Random, fit for URLs and keys.</param>
/// <param name="Username">Unique without regard to case; shown as it was typed.</param>
/// <param name="Email">Unique without regard to case.</param>
/// <param name="PasswordHash">What the password hasher made; its text never shows it.</param>
/// <param name="CreatedAt">When the account was made, to the millisecond.</param>
internal sealed record User(string Id, string Username, string Email, string PasswordHash, DateTimeOffset CreatedAt)
{
    public override string ToString() => $"User {Id} ({Username})";
}
