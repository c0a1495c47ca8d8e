using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>What this machine lets a worker do to keep workspaces apart.</summary>
/// <param name="UserTool">Path of setpriv where this process is root, else null.</param>
/// <param name="LimitTool">Path of prlimit, or null.</param>
internal sealed record IsolationSupport(string? UserTool, string? LimitTool)
{
    private static readonly string[] Directories = ["/usr/bin", "/bin"];

    private static readonly Lazy<IsolationSupport> Detected = new(Detect);

    internal static IsolationSupport Current => Detected.Value;

    /// <summary>A sentence for the log where workspaces cannot be kept apart, or null where they can.</summary>
    internal string? Shortcoming => (UserTool, LimitTool) switch
    {
        (null, null) => "Shells run as the worker's own user and without limits: an own user id needs Linux, root and setpriv; limits need prlimit.",
        (null, _) => "Shells run as the worker's own user: an own user id for each workspace needs Linux, root and setpriv.",
        (_, null) => "Shells run without limits: they need prlimit.",
        _ => null,
    };

    private static IsolationSupport Detect()
    {
        if (!OperatingSystem.IsLinux())
        {
            return new IsolationSupport(null, null);
        }

        return new IsolationSupport(LibC.GetEUid() == 0 ? Find("setpriv") : null, Find("prlimit"));
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
