namespace CloudIde.Server.Accounts;

/// <summary>Who wants an account. Each may be missing until it is validated.</summary>
internal sealed record SignupRequest(string? Username, string? Email, string? Password)
{
    public override string ToString() => $"SignupRequest {Username}";
}
