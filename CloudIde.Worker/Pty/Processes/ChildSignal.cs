using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace CloudIde.Worker.Pty.Processes;

/// <summary>
/// Waits for children by SIGCHLD where there is no descriptor to wait on. Signals merge, so each looks at all
/// children.
/// </summary>
internal static class ChildSignal
{
    private static readonly ConcurrentDictionary<int, ChildProcess> Children = new();

    // Never disposed: it lives as long as the process.
    private static readonly Lazy<PosixSignalRegistration> Registration =
        new(() => OperatingSystem.IsWindows()
            ? throw new PlatformNotSupportedException(PseudoTerminal.WindowsUnsupported)
            : PosixSignalRegistration.Create(PosixSignal.SIGCHLD, static _ => ReapAll()));

    internal static void Watch(ChildProcess child)
    {
        Children[child.Id] = child;
        _ = Registration.Value;

        // It may have ended before it was in the list.
        Reap(child);
    }

    private static void ReapAll()
    {
        foreach (var child in Children.Values)
        {
            Reap(child);
        }
    }

    private static void Reap(ChildProcess child)
    {
        if (child.TryReap())
        {
            Children.TryRemove(KeyValuePair.Create(child.Id, child));
        }
    }
}
