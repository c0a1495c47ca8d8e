using System.Diagnostics;
using System.Globalization;
using CloudIde.Worker.Pty.Processes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Worker.Pty;

/// <summary>Adopting is a property of the whole process, so no other test runs meanwhile.</summary>
[Collection(nameof(OrphanReaperTests))]
[CollectionDefinition(nameof(OrphanReaperTests), DisableParallelization = true)]
public sealed class OrphanReaperTests
{
    [UnixFact]
    public async Task Orphan_EndsByItself_IsAdoptedAndReaped()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Only Linux lets a process adopt orphans.");
            return;
        }

        var time = new FakeTimeProvider();
        using var reaper = OrphanReaper.Start(time);
        await using var shell = await Shell.StartAsync();

        // The inner shell has ended when the substitution returns, so the daemon is an orphan by then.
        var daemon = int.Parse(
            await shell.CommandAsync("echo $(sh -c 'exec setsid sleep 1000 > /dev/null 2>&1 & echo $!')"),
            CultureInfo.InvariantCulture);
        await EventuallyAsync(() => ProcessTable.Find(daemon)?.ParentId == Environment.ProcessId, time);
        using (var kill = Process.Start("kill", ["-KILL", daemon.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(Shell.Cancel);
            Assert.Equal(0, kill.ExitCode);
        }

        await EventuallyAsync(() => ProcessTable.Find(daemon) is null, time);
    }

    [UnixFact]
    public async Task Close_ManyTerminalsWithJobs_LeavesNoZombie()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Only Linux lets a process adopt orphans.");
            return;
        }

        using var reaper = OrphanReaper.Start(new FakeTimeProvider());
        HashSet<int> sessions = [];
        for (var i = 0; i < 20; i++)
        {
            await using var shell = Shell.Run("sh", ["-c", "sleep 1000 & (sleep 1000 & sleep 1000 & wait) & echo up; wait"]);
            await shell.ExpectAsync("up");
            sessions.Add(shell.Terminal.ProcessId);
        }

        // Reaped as part of closing: the reaper's clock stands still.
        Assert.DoesNotContain(ProcessTable.All(), entry => sessions.Contains(entry.SessionId));
    }

    private static async Task EventuallyAsync(Func<bool> condition, FakeTimeProvider time)
    {
        while (!condition())
        {
            time.Advance(TimeSpan.FromSeconds(11));
            await Task.Delay(5, Shell.Cancel);
        }
    }
}
