namespace CloudIde.Core.Workspaces;

/// <summary>
/// The user ids that workspaces get unless <c>WORKSPACE_USER_IDS</c> says otherwise: 2^28 numbers that systemd's table of
/// user ids (UIDS-GIDS.md) lists as unused by everybody. So many that one is hardly drawn twice on a machine.
/// </summary>
public static class WorkspaceUserIds
{
    /// <summary>The smallest, 0x70000000.</summary>
    public const uint First = 0x7000_0000;

    /// <summary>The largest, 0x7FFFFFFF.</summary>
    public const uint Last = 0x7FFF_FFFF;
}
