namespace CloudIde.Server.Accounts;

/// <summary>The answer to a sign-in. The token is also in the cookie.</summary>
internal sealed record SigninAnswer(string Message, string Token, UserView User)
{
    /// <summary>Never the token.</summary>
    /// <returns>The user.</returns>
    public override string ToString() => $"SigninAnswer {User.Username}";
}
