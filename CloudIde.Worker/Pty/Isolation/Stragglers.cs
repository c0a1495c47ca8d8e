using System.Collections.Concurrent;
using CloudIde.Worker.Pty.Processes;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>
/// Processes of a workspace's own user that belong to no open terminal any more: daemons that left their session, their
/// parents and the environment that says where they come from. They end when a terminal of their workspace closes.
/// </summary>
internal static class Stragglers
{
    private const int Rounds = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly ConcurrentDictionary<SessionProcesses, uint> Open = [];
    private static readonly Lock Starting = new();

    /// <summary>Starts a terminal's first process so that no sweep sees it before it knows whose it is.</summary>
    /// <param name="user">Its own user, or null.</param>
    /// <param name="start">Starts it.</param>
    /// <returns>The terminal's processes.</returns>
    internal static SessionProcesses Start(ShellCredentials? user, Func<SessionProcesses> start)
    {
        if (user is null)
        {
            return start();
        }

        lock (Starting)
        {
            var session = start();
            Open[session] = user.UserId;
            return session;
        }
    }

    /// <summary>A terminal has closed: ends what no other one of the same user explains.</summary>
    /// <param name="closed">Its processes, all ended.</param>
    /// <returns>A task that ends when they are gone.</returns>
    internal static async Task EndAsync(SessionProcesses closed)
    {
        if (!Open.TryRemove(closed, out var user))
        {
            return;
        }

        for (var round = 0; round < Rounds; round++)
        {
            var processes = UserProcesses.Find(id => id == user);
            if (processes.Count == 0)
            {
                return;
            }

            var theirs = await OfOpenTerminalsAsync(user);
            if (theirs is null)
            {
                await UserProcesses.KillAllAsync(new ShellCredentials(user, user), CancellationToken.None);
                return;
            }

            var stragglers = processes.FindAll(process => !theirs.Contains(process.Entry.Identity));
            if (stragglers.Count == 0)
            {
                return;
            }

            stragglers.ForEach(process => ProcessSignal.Send(process.Entry, TerminalSignal.Kill));
            await Task.Delay(Pause);
        }
    }

    private static async Task<HashSet<(int, ulong)>?> OfOpenTerminalsAsync(uint user)
    {
        List<SessionProcesses> others;
        lock (Starting)
        {
            // Whatever a scan before this saw has been entered by now.
            others = [.. Open.Where(entry => entry.Value == user).Select(entry => entry.Key)];
        }

        if (others.Count == 0)
        {
            return null;
        }

        HashSet<(int, ulong)> theirs = [];
        foreach (var session in others)
        {
            theirs.UnionWith((await session.FindAsync()).Select(entry => entry.Identity));
        }

        return theirs;
    }
}
