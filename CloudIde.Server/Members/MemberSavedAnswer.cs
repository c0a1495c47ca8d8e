namespace CloudIde.Server.Members;

/// <summary>The answer to a share.</summary>
internal sealed record MemberSavedAnswer(string Message, MemberView Member);
