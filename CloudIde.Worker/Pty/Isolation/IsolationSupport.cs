using System.Globalization;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>What this machine lets a worker do to keep workspaces apart.</summary>
/// <param name="UserTool">Path of setpriv where this process may switch users, else null.</param>
/// <param name="LimitTool">Path of prlimit, or null.</param>
/// <param name="NiceTool">Path of nice, or null.</param>
internal sealed record IsolationSupport(string? UserTool, string? LimitTool, string? NiceTool)
{
    // CHOWN, DAC_OVERRIDE, FOWNER, KILL, SETGID, SETUID, SETPCAP (linux/capability.h): containers have them unless told
    // otherwise, on Fargate too.
    private const ulong NeededCapabilities = 1 << 0 | 1 << 1 | 1 << 3 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8;

    private static readonly string[] Directories = ["/usr/bin", "/bin"];

    private static readonly Lazy<IsolationSupport> Detected = new(Detect);

    internal static IsolationSupport Current => Detected.Value;

    /// <summary>Why workspaces cannot have own user ids here, or null where they can.</summary>
    internal string? WithoutOwnUser => UserTool is null
        ? "an own user id for each workspace needs Linux, root with its usual capabilities, and setpriv"
        : null;

    private static IsolationSupport Detect() => OperatingSystem.IsLinux()
        ? new IsolationSupport(MaySwitchUsers() ? Find("setpriv") : null, Find("prlimit"), Find("nice"))
        : new IsolationSupport(null, null, null);

    private static bool MaySwitchUsers()
    {
        const string Effective = "CapEff:";
        return LibC.GetEUid() == 0
            && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Effective, StringComparison.Ordinal)) is { } line
            && ulong.TryParse(line[Effective.Length..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var capabilities)
            && (capabilities & NeededCapabilities) == NeededCapabilities;
    }

    // Fixed directories: a search along PATH could find what a user put there. BusyBox has a setpriv of its own
    // that cannot switch users; its applets are links to one binary.
    private static string? Find(string tool) =>
        Directories
            .Select(directory => Path.Combine(directory, tool))
            .FirstOrDefault(path => File.Exists(path) && !IsBusyBox(path));

    private static bool IsBusyBox(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true)?.Name.StartsWith("busybox", StringComparison.Ordinal) == true;
}
