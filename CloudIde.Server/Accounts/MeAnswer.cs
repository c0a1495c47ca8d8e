namespace CloudIde.Server.Accounts;

/// <summary>The answer to the question who is signed in.</summary>
internal sealed record MeAnswer(UserView User);
