using System.Runtime.Versioning;
using CloudIde.Core.Settings;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Workspaces.Limits;

/// <summary>How far this worker keeps workspaces apart: decided once at its start.</summary>
/// <param name="Users">Gives each workspace an own user, or null where shells run as the worker's.</param>
/// <param name="HasLimits">Whether limits can be set.</param>
/// <param name="Shortcoming">A sentence for the log where something is missing, or null.</param>
internal sealed record WorkspaceIsolation(UserAllocator? Users, bool HasLimits, string? Shortcoming)
{
    /// <summary>The value of <c>WORKSPACE_ISOLATION</c> for as much as the machine allows.</summary>
    internal const string Auto = "auto";

    /// <summary>The value with which a worker that cannot keep workspaces apart does not start.</summary>
    internal const string Required = "required";

    /// <summary>The value with which shells run as the worker's own user without limits.</summary>
    internal const string Off = "off";

    private const UnixFileMode Traversable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Decides, and makes the data folder.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="support">What the machine has.</param>
    /// <returns>What is done.</returns>
    /// <exception cref="InvalidSettingsException">Isolation is required and not to be had.</exception>
    internal static WorkspaceIsolation Decide(WorkerSettings settings, IsolationSupport support)
    {
        if (settings.Isolation == Off)
        {
            return new WorkspaceIsolation(
                null, HasLimits: false, "Shells run as the worker's own user and without limits, because WORKSPACE_ISOLATION is off.");
        }

        // Never asked on Windows, where the worker does not start.
        var withoutUser = OperatingSystem.IsWindows() ? "Windows" : support.WithoutOwnUser ?? UnusableIds(settings.UserIds) ?? UnusableFolder(settings.DataDirectory);
        var shortcoming = (withoutUser, support.LimitTool) switch
        {
            (null, null) => "Shells run without limits: they need prlimit of util-linux.",
            (null, _) => null,
            (_, null) => $"Shells run as the worker's own user and without limits: {withoutUser}; limits need Linux and prlimit.",
            _ => $"Shells run as the worker's own user, and only the limits of single processes hold: {withoutUser}.",
        };
        if (shortcoming is not null && settings.Isolation == Required)
        {
            throw new InvalidSettingsException($"WORKSPACE_ISOLATION is \"{Required}\": {shortcoming}");
        }

        return new WorkspaceIsolation(
            withoutUser is null ? new UserAllocator(settings.UserIds, settings.DataDirectory) : null,
            support.LimitTool is not null,
            shortcoming is null ? null : shortcoming + " Share this worker only among people who trust each other.");
    }

    // In a container with a user namespace of its own not every number stands for a user.
    private static string? UnusableIds(UserIdRange range) =>
        File.ReadLines("/proc/self/uid_map")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(map => uint.Parse(map[0], null) <= range.First && range.Last < (ulong)uint.Parse(map[0], null) + uint.Parse(map[2], null))
            ? null
            : $"WORKSPACE_USER_IDS, {range.First}-{range.Last}, are not all ids of this user namespace (/proc/self/uid_map)";

    [UnsupportedOSPlatform("windows")]
    private static string? UnusableFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            // Others may pass through but not look around. .NET's mode would be cut by the umask.
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, Traversable);
        }

        if (FileStatus.Of(folder) is not { User: 0 })
        {
            return $"WORKER_DATA, {folder}, is not the worker's";
        }

        for (var parent = folder; parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (!File.GetUnixFileMode(parent).HasFlag(UnixFileMode.OtherExecute))
            {
                return $"WORKER_DATA lies in {parent}, which other users may not enter";
            }
        }

        return null;
    }
}
