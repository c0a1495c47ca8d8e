namespace CloudIde.Server.Accounts;

/// <summary>The answer to a sign-up.</summary>
internal sealed record SignupAnswer(string Message, UserView User);
