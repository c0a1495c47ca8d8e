using System.Globalization;
using CloudIde.Core.Settings;
using CloudIde.Core.Workspaces;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>The user ids that workspaces get, the same numbers as group ids.</summary>
/// <param name="First">The smallest, not 0.</param>
/// <param name="Last">The largest.</param>
internal readonly record struct UserIdRange(uint First, uint Last)
{
    private const string Setting = "WORKSPACE_USER_IDS";

    /// <summary>How many ids there are.</summary>
    internal long Count => (long)Last - First + 1;

    internal bool Contains(uint id) => id >= First && id <= Last;

    /// <summary>Reads <c>WORKSPACE_USER_IDS</c>, such as <c>20000-29999</c>.</summary>
    /// <returns>The range; the default one after reporting a problem.</returns>
    internal static UserIdRange Read(SettingsReader reader)
    {
        var fallback = new UserIdRange(WorkspaceUserIds.First, WorkspaceUserIds.Last);
        if (reader.Text(Setting) is not { } text)
        {
            return fallback;
        }

        var parts = text.Split('-', StringSplitOptions.TrimEntries);
        if (parts.Length == 2
            && uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first >= 1000 && last >= first && last <= int.MaxValue)
        {
            return new UserIdRange(first, last);
        }

        reader.Reject(Setting, text, "the first and the last user id, from 1000 to 2147483647, such as 20000-29999");
        return fallback;
    }
}
