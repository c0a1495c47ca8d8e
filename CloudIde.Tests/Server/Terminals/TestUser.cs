namespace CloudIde.Tests.Server.Terminals;

/// <summary>A signed-up user.</summary>
internal sealed record TestUser(string Id, string Username, string Token);
