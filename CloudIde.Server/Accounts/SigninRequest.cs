namespace CloudIde.Server.Accounts;

/// <summary>Who wants to sign in, by name or e-mail address.</summary>
internal sealed record SigninRequest(string? Username, string? Password)
{
    public override string ToString() => $"SigninRequest {Username}";
}
