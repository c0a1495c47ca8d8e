namespace CloudIde.Server.Members;

/// <summary>Everyone with a role in a project, the owner first.</summary>
internal sealed record MemberListAnswer(IReadOnlyList<MemberView> Members);
