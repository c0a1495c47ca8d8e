namespace CloudIde.Server.Accounts;

/// <summary>A user as the API shows one to that user.</summary>
internal sealed record UserView(string Id, string Username, string Email);
